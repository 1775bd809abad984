"""A calendar's change and people at work at the same moment: nobody waits, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import connection, transaction

from leads import lifecycle
from leads.models import RunStatus
from sla import calendars, recalculating
from sla.calendars import CalendarText
from sla.models import Calendar, ClockEvent, EventKind, Metric, Recalculation
from tests.cast import a_handoff, a_manager, a_rep, after, an_agreement, clock_of, fresh

pytestmark = pytest.mark.django_db(transaction=True)
SHORT_DAYS = CalendarText(
    time_zone="UTC",
    week={day: [["09:00", "12:10"]] for day in ("mon", "tue", "wed", "thu", "fri")},
)


def changed():
    """Let a manager shorten the clinic's days, for open clocks too; return the run."""
    an_agreement()
    calendar = Calendar.objects.get()
    handoffs = [a_handoff(), a_handoff()]
    version = calendars.add_version(
        calendar=calendar,
        name=calendar.name,
        text=SHORT_DAYS,
        after=1,
        at=after(minutes=5),
        by=a_manager(),
        open_too=True,
    )
    return version.recalculation, handoffs


def carry_on(run):
    worker = recalculating.Worker(run.pk)
    while worker.step(at=after(minutes=6)):
        pass
    run.refresh_from_db()


def test_a_run_waits_for_nobody_and_comes_back_for_what_somebody_was_busy_with():
    run, (busy, other) = changed()
    rep, is_claimed, may_commit = a_rep(), Event(), Event()

    def claim_slowly():
        try:
            with transaction.atomic():
                lifecycle.claim(handoff=fresh(busy), at=after(minutes=6), by=rep)
                is_claimed.set()
                assert may_commit.wait(timeout=20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        claiming = pool.submit(claim_slowly)
        assert is_claimed.wait(timeout=20)
        carry_on(run)  # would hang here if it waited for the claim
        assert (run.status, run.done_count) == (RunStatus.RUNNING, 3)
        may_commit.set()
        claiming.result(timeout=20)
    assert recalculating.to_take_up(at=after(minutes=8)) == [run.pk]
    carry_on(run)
    assert (run.status, run.done_count) == (RunStatus.DONE, 3)
    assert clock_of(busy, Metric.CLAIM).stopped_at == after(minutes=6)
    assert clock_of(other, Metric.CLAIM).due_at == datetime(2026, 11, 17, 9, 20, tzinfo=UTC)


def test_two_workers_on_one_run_move_each_clock_once():
    run, _handoffs = changed()

    def work():
        try:
            carry_on(Recalculation.objects.get(pk=run.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(work), pool.submit(work)]:
            each.result(timeout=30)
    run.refresh_from_db()
    assert (run.status, run.done_count, run.moved_count) == (RunStatus.DONE, 4, 4)
    assert ClockEvent.objects.filter(kind=EventKind.MOVED).count() == 4


def test_a_worker_that_dies_within_a_chunk_leaves_nothing_half_done(monkeypatch):
    run, handoffs = changed()

    def dies(*_args, **_fields):
        raise SystemExit

    saved = Recalculation.save
    monkeypatch.setattr(Recalculation, "save", dies)
    with pytest.raises(SystemExit):
        recalculating.Worker(run.pk).step(at=after(minutes=6))
    assert clock_of(handoffs[0], Metric.CLAIM).due_at == after(minutes=30)
    assert not ClockEvent.objects.filter(kind=EventKind.MOVED).exists()
    monkeypatch.setattr(Recalculation, "save", saved)
    carry_on(run)
    assert (run.status, run.moved_count) == (RunStatus.DONE, 4)
