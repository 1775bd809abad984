"""Several people at one lead in the same instant: nobody is told of a deadlock, nothing is lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from leads import lifecycle, outcomes
from leads.importing.row import OutcomeRow
from leads.models import Handoff, Lead, ReturnReason, Touch
from tests.cast import (
    BRIEF,
    a_handoff,
    a_lead,
    a_marketer,
    a_rep,
    a_touch,
    after,
    an_agreement,
    fresh,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handoff():
    an_agreement()
    return a_handoff(by=a_marketer())


def at_once(*works):
    """Run ``works`` in threads that begin together; return their results in order."""
    begin = threading.Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            begin.wait(timeout=30)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def until_somebody_waits(other):
    """Return once somebody waits for a lock that is held here, or ``other`` has ended."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not other.done():
        with connection.cursor() as cursor:
            # Within a transaction the view shows what it showed first, unless it is told to forget.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() ="
                " ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.005)


def _claim(handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=2), by=rep)


def _touch(handoff, rep):
    a_touch(handoff, rep, after(minutes=2))


def _reject(handoff, rep):
    ReturnReason.objects.get_or_create(kind="reject", key="bad_data")
    decision = lifecycle.Decision(reason="bad_data")
    lifecycle.reject(handoff=handoff, decision=decision, at=after(minutes=2), by=rep)


def _release(handoff, rep):
    lifecycle.release(handoff=handoff, at=after(minutes=2), by=rep)


def _alone(act, handoff, rep):
    try:
        act(handoff, rep)
    finally:
        connection.close()


class TestOrderOfLocks:
    """Leads first, then hand-offs: whoever waits for the lead holds no hand-off."""

    @pytest.mark.parametrize(
        ("act", "is_claimed"),
        [(_claim, False), (_reject, False), (_touch, False), (_touch, True), (_release, True)],
    )
    def test_who_waits_for_a_lead_does_not_hold_its_handoff(self, handoff, act, is_claimed):
        rep = a_rep()
        if is_claimed:
            lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
        mine = fresh(handoff)
        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            Lead.objects.select_for_update(no_key=True).get(pk=handoff.lead_id)
            other = pool.submit(_alone, act, mine, rep)
            until_somebody_waits(other)
            locked = Handoff.objects.select_for_update(no_key=True, nowait=True)
            assert locked.get(pk=handoff.pk).closed_at is None
        other.result(timeout=30)

    def test_outcomes_in_any_order_do_not_stand_in_each_others_way(self):
        an_agreement()
        marketer, leads = a_marketer(), [a_lead() for _ in range(12)]
        ids = [lead.pk for lead in leads]
        lifecycle.hand_off_many(lead_ids=ids[:6], brief=BRIEF, at=after(), by=marketer)

        def settle(ordered):
            rows = [
                OutcomeRow(row=number, line=number, external_id=lead.external_id)
                for number, lead in enumerate(ordered)
            ]
            with transaction.atomic():
                found = outcomes.match(rows, locks=True)
                for row in rows:
                    outcomes.settle(row, found[row.row], at=after(minutes=3), by=marketer)

        def hand_off():
            lifecycle.hand_off_many(lead_ids=ids, brief=BRIEF, at=after(minutes=3), by=marketer)

        at_once(lambda: settle(leads), lambda: settle(leads[::-1]), hand_off)
        assert set(Lead.objects.values_list("stage", flat=True)) == {"customer"}


class TestTwoReps:
    """What two people press in the same second."""

    def test_everybody_who_asks_for_the_next_lead_gets_another_one(self):
        an_agreement()
        marketer = a_marketer()
        waiting = [a_handoff(by=marketer).pk for _ in range(4)]
        reps = [a_rep(f"Rep {number}") for number in range(4)]

        def ask(rep):
            return lifecycle.claim_next(candidates=waiting, at=after(minutes=1), by=rep)

        got = at_once(*(lambda rep=rep: ask(rep) for rep in reps))
        assert sorted(handoff.pk for handoff in got) == waiting

    def test_two_touches_at_once_are_both_kept_and_the_earliest_counts(self, handoff):
        rep = a_rep()
        lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
        stale = [fresh(handoff) for _ in range(3)]
        at_once(
            *(
                lambda row=row, minute=minute: a_touch(
                    row, rep, after(minutes=9), happened=after(minutes=minute)
                )
                for row, minute in zip(stale, (7, 3, 5), strict=True)
            )
        )
        assert Touch.objects.filter(handoff=handoff).count() == 3
        assert fresh(handoff).first_touch_at == after(minutes=3)


def test_a_lead_that_is_being_claimed_is_passed_over():
    an_agreement()
    rep, other, marketer = a_rep(), a_rep("Joanna Reed"), a_marketer()
    first, second = (a_handoff(by=marketer) for _ in range(2))
    with transaction.atomic():
        lifecycle.claim(handoff=first, at=after(minutes=1), by=rep)
        (got,) = at_once(
            lambda: lifecycle.claim_next(
                candidates=[first.pk, second.pk], at=after(minutes=1), by=other
            )
        )
    assert got.pk == second.pk
