"""A calendar changes under clocks that run: what is said before, what is written after.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is Monday, 16 November 2026. A lead
handed over at noon is to be claimed by 12:30 and contacted by 13:00. Every instant below is
reckoned by hand.
"""

from datetime import timedelta

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.refusals import NotAllowed
from leads import lifecycle
from leads.models import RunStatus
from sla import open_clocks, pausing, recalculating, tasks, timeline
from sla.deadlines import State
from sla.models import (
    Breach,
    Calendar,
    CalendarVersion,
    Clock,
    ClockEvent,
    EventKind,
    Recalculation,
    Target,
)
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import NOON, WEEKDAYS, a_handoff, a_touch, after, clock_of, fresh
from tests.sla.changing import CLAIM, TOUCH, carried_out, changed, moves, on, text

pytestmark = pytest.mark.django_db


class TestOpenClocksToo:
    """What is done to clocks that run when a change is for them too."""

    def test_a_holiday_moves_what_falls_due_on_it(self, agreement, marketer, manager):
        handoff = a_handoff(by=marketer, at=on(16, 16, 45))  # Monday: 15 minutes, then Tuesday
        assert clock_of(handoff, CLAIM).due_at == on(17, 9, 15)
        version = changed(manager, text(holidays=["2026-11-17"]), at=on(16, 16, 50))
        run = carried_out(version, at=on(16, 16, 51))
        clock = clock_of(handoff, CLAIM)
        assert (clock.due_at, clock.warn_at) == (
            on(18, 9, 15),
            on(18, 9, 7) + timedelta(seconds=30),
        )
        assert clock.next_check_at == clock.warn_at
        assert (clock.calendar_version, clock.started_at) == (version, on(16, 16, 45))
        assert moves(clock) == [(on(17, 9, 15), on(18, 9, 15))]
        assert (run.status, run.done_count, run.moved_count) == (RunStatus.DONE, 2, 2)

    def test_new_hand_offs_only_leaves_them_alone(self, handoff, manager):
        changed(manager, text([["09:00", "12:10"]]), open_too=False)
        assert not Recalculation.objects.exists()
        assert clock_of(handoff, CLAIM).due_at == after(minutes=30)

    def test_an_event_says_who_changed_it_when_and_from_which_text(self, handoff, manager):
        before = clock_of(handoff, CLAIM).calendar_version
        version = changed(manager, text([["09:00", "12:10"]]), at=after(minutes=5))
        carried_out(version, at=after(minutes=6))
        event = ClockEvent.objects.get(clock=clock_of(handoff, CLAIM), kind=EventKind.MOVED)
        assert (event.at, event.recorded_at, event.by) == (
            after(minutes=5),
            after(minutes=6),
            manager,
        )
        assert (event.old_calendar_version, event.step, event.cause) == (before, 2, "calendar")

    def test_a_clock_that_stays_due_at_the_same_instant_is_on_the_new_text_all_the_same(
        self, handoff, manager
    ):
        version = changed(manager, text(holidays=["2026-12-25"]))
        run = carried_out(version)
        clock = clock_of(handoff, TOUCH)
        assert (clock.due_at, clock.calendar_version) == (after(minutes=60), version)
        assert (run.done_count, run.moved_count) == (2, 0)

    def test_a_past_breach_stays(self, handoff, manager):
        sweep(at=after(minutes=31))
        version = changed(manager, text(holidays=["2026-11-16"]), at=after(minutes=32))
        run = carried_out(version, at=after(minutes=33))
        clock = clock_of(handoff, CLAIM)
        assert clock.breached_at == clock.due_at == after(minutes=30)
        assert clock.calendar_version != version
        assert Breach.objects.get().withdrawn_at is None
        assert (run.status, run.done_count) == (RunStatus.DONE, 1)  # the first touch alone

    def test_what_was_overdue_at_the_change_stays_so_though_no_sweep_had_come(
        self, handoff, manager
    ):
        version = changed(manager, text(holidays=["2026-11-16"]), at=after(minutes=31))
        carried_out(version, at=after(minutes=32))
        sweep(at=after(minutes=33))
        assert clock_of(handoff, CLAIM).breached_at == after(minutes=30)

    def test_longer_hours_can_break_a_promise_at_once(self, agreement, marketer, manager):
        handoff = a_handoff(by=marketer, at=on(14, 12))  # Saturday: due on Monday at 9:30
        week = [*WEEKDAYS, "sat"]
        version = changed(manager, text(days=week), at=on(15, 12))
        carried_out(version, at=on(15, 12, 1))
        sweep(at=on(15, 12, 2))
        assert clock_of(handoff, CLAIM).breached_at == on(14, 12, 30)

    def test_a_paused_clock_gets_the_text_and_no_due_instant(self, handoff, rep, manager):
        Target.objects.update(pause_reasons=["lead_away"])
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        pausing.pause(
            handoff=fresh(handoff),
            reason="lead_away",
            until_at=after(days=2),
            at=after(minutes=10),
            by=rep,
        )
        version = changed(manager, text(holidays=["2026-11-17"]), at=after(minutes=20))
        carried_out(version, at=after(minutes=21))
        clock = clock_of(handoff, TOUCH)
        assert (clock.state, clock.due_at, clock.next_check_at) == ("paused", None, None)
        assert (clock.calendar_version, moves(clock)) == (version, [(None, None)])
        # Ten of 60 minutes are used; ten more today, closed on Tuesday, forty on Wednesday.
        pausing.resume(handoff=fresh(handoff), at=on(16, 16, 50), by=rep)
        assert clock_of(handoff, TOUCH).due_at == on(18, 9, 40)

    def test_pauses_that_have_ended_are_kept(self, handoff, rep, manager):
        Target.objects.update(pause_reasons=["lead_away"])
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        pausing.pause(
            handoff=fresh(handoff),
            reason="lead_away",
            until_at=after(days=2),
            at=after(minutes=10),
            by=rep,
        )
        pausing.resume(handoff=fresh(handoff), at=after(minutes=40), by=rep)
        assert clock_of(handoff, TOUCH).due_at == after(minutes=90)
        version = changed(manager, text([["09:00", "13:00"]]), at=after(minutes=45))
        carried_out(version, at=after(minutes=46))
        # Ten minutes before the pause, twenty until 13:00, thirty the next morning.
        assert clock_of(handoff, TOUCH).due_at == on(17, 9, 30)

    def test_a_warning_that_comes_later_now_is_given_again(self, handoff, manager):
        sweep(at=after(minutes=24))  # warned at 12:22:30
        version = changed(manager, text([["09:00", "12:20"]]), at=after(minutes=25))
        carried_out(version, at=after(minutes=26))
        clock = clock_of(handoff, CLAIM)
        assert (clock.state, clock.warned_at, clock.due_at) == ("on_track", None, on(17, 9, 10))
        sweep(at=on(17, 9, 5))
        kinds = ClockEvent.objects.filter(clock=clock).order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["started", "warned", "moved", "warned"]

    def test_a_warning_that_would_have_come_earlier_still_stands(self, handoff, manager):
        sweep(at=after(minutes=24))
        version = changed(manager, text(holidays=["2026-12-25"]), at=after(minutes=25))
        carried_out(version, at=after(minutes=26))
        clock = clock_of(handoff, CLAIM)
        assert (clock.state, clock.next_check_at) == ("at_risk", after(minutes=30))

    def test_answered_and_ended_clocks_are_left_alone(self, handoff, rep, manager):
        a_touch(handoff, rep, after(minutes=3))
        version = changed(manager, text(holidays=["2026-11-17"]))
        run = carried_out(version)
        assert (run.total, run.done_count, run.status) == (0, 0, RunStatus.DONE)
        assert clock_of(handoff, CLAIM).calendar_version != version

    def test_a_claim_undone_after_the_change_runs_on_by_the_new_hours(self, handoff, rep, manager):
        lifecycle.claim(handoff=handoff, at=after(minutes=4), by=rep)
        version = changed(manager, text([["09:00", "12:10"]]), at=after(minutes=4))
        carried_out(version, at=after(minutes=4))
        lifecycle.undo_claim(handoff=fresh(handoff), at=after(minutes=4, seconds=8), by=rep)
        clock = clock_of(handoff, CLAIM)
        assert (clock.due_at, clock.calendar_version) == (on(17, 9, 20), version)
        assert moves(clock) == [(after(minutes=30), on(17, 9, 20))]

    def test_a_release_after_the_change_starts_by_the_new_hours(self, handoff, rep, manager):
        lifecycle.claim(handoff=handoff, at=after(minutes=4), by=rep)
        version = changed(manager, text([["09:00", "12:10"]]))
        carried_out(version)
        lifecycle.release(handoff=fresh(handoff), at=after(minutes=8), by=rep)
        clock = clock_of(handoff, CLAIM)
        assert (clock.due_at, clock.calendar_version) == (on(17, 9, 28), version)

    def test_hours_that_cannot_serve_a_clock_leave_it_as_it_was(self, agreement, marketer, manager):
        Target.objects.filter(metric=CLAIM).update(seconds=8 * 3600)
        handoff = a_handoff(by=marketer)
        lonely = {"2026-11-30": [["09:00", "10:00"]]}
        version = changed(manager, text(days=(), overrides=lonely))
        run = carried_out(version)
        clock = clock_of(handoff, CLAIM)
        assert (clock.due_at, run.kept_ids) == (on(17, 12), [clock.pk])
        assert clock.calendar_version != version
        assert (run.status, run.done_count) == (RunStatus.DONE, 1)
        assert clock_of(handoff, TOUCH).due_at == on(30, 10)


class TestReadingBack:
    """What a clock showed before the change is what it showed then."""

    def test_a_clock_read_before_the_change_is_read_by_the_former_hours(self, handoff, manager):
        version = changed(manager, text([["09:00", "12:10"]]), at=after(minutes=5))
        carried_out(version)
        clock = clock_of(handoff, CLAIM)
        assert read_clock(clock=clock, at=after(minutes=4)).due_at == after(minutes=30)
        assert read_clock(clock=clock, at=after(minutes=5)).due_at == on(17, 9, 20)
        assert read_clock(clock=clock, at=on(17, 9, 21)).state == State.BREACHED


class TestRuns:
    """A run survives its worker, meets claims half-way, and does nothing twice."""

    def test_a_killed_workers_run_is_taken_up_where_it_stood(
        self, agreement, marketer, manager, monkeypatch
    ):
        monkeypatch.setattr(recalculating, "CHUNK", 2)
        handoffs = [a_handoff(by=marketer) for _ in range(3)]
        version = changed(manager, text([["09:00", "12:10"]]))
        recalculating.Worker(version.recalculation.pk).step(at=after(minutes=6))  # and is killed
        run = Recalculation.objects.get()
        assert (run.status, run.done_count, run.total) == (RunStatus.RUNNING, 2, 6)
        assert recalculating.to_take_up(at=after(minutes=6)) == []
        assert recalculating.to_take_up(at=after(minutes=7)) == [run.pk]
        run = carried_out(version, at=after(minutes=7))
        assert (run.status, run.done_count, run.moved_count) == (RunStatus.DONE, 6, 6)
        assert all(len(moves(clock)) == 1 for clock in Clock.objects.all())
        assert {clock_of(each, CLAIM).due_at for each in handoffs} == {on(17, 9, 20)}

    def test_carried_out_twice_it_moves_nothing_more(self, handoff, manager):
        version = changed(manager, text([["09:00", "12:10"]]))
        first = carried_out(version)
        Recalculation.objects.update(status=RunStatus.RUNNING)
        second = carried_out(version, at=after(minutes=9))
        assert (first.done_count, second.done_count) == (2, 2)
        assert len(moves(clock_of(handoff, CLAIM))) == 1

    def test_what_falls_due_soonest_comes_first(self, agreement, marketer, manager, monkeypatch):
        monkeypatch.setattr(recalculating, "CHUNK", 1)
        handoff = a_handoff(by=marketer)
        version = changed(manager, text([["09:00", "12:10"]]))
        recalculating.Worker(version.recalculation.pk).step(at=after(minutes=6))
        assert clock_of(handoff, CLAIM).calendar_version == version
        assert clock_of(handoff, TOUCH).calendar_version != version

    def test_a_clock_answered_between_reading_and_writing_is_not_moved(
        self, handoff, rep, manager, monkeypatch
    ):
        version = changed(manager, text([["09:00", "12:10"]]))
        reckoned = open_clocks.reckon

        def claimed_meanwhile(clocks, calendar):
            found = list(reckoned(clocks, calendar))
            lifecycle.claim(handoff=fresh(handoff), at=after(minutes=6), by=rep)
            return found

        monkeypatch.setattr(open_clocks, "reckon", claimed_meanwhile)
        carried_out(version)
        clock = clock_of(handoff, CLAIM)
        assert (clock.due_at, moves(clock)) == (after(minutes=30), [])

    def test_a_clock_begun_by_the_former_hours_during_the_change_is_gleaned(
        self, agreement, marketer, manager
    ):
        former = CalendarVersion.objects.get()
        version = changed(manager, text([["09:00", "12:10"]]))
        run = carried_out(version)
        handoff = a_handoff(by=marketer, at=after(minutes=4))  # committed late
        assert clock_of(handoff, CLAIM).calendar_version == former
        assert recalculating.to_take_up(at=after(minutes=8)) == [run.pk]
        carried_out(version, at=after(minutes=8))
        assert clock_of(handoff, CLAIM).due_at == on(17, 9, 24)
        assert recalculating.to_take_up(at=after(minutes=9)) == []

    def test_a_later_change_takes_the_clocks_of_an_unfinished_one_along(self, handoff, manager):
        first = changed(manager, text([["09:00", "12:10"]]))
        second = changed(manager, text([["09:00", "12:20"]]))
        assert Recalculation.objects.get(version=first).status == RunStatus.CANCELLED
        assert carried_out(first).done_count == 0
        carried_out(second)
        assert clock_of(handoff, CLAIM).due_at == on(17, 9, 10)

    def test_a_change_for_new_ones_is_made_good_by_the_next_for_open_ones_too(
        self, handoff, manager
    ):
        changed(manager, text([["09:00", "12:10"]]), open_too=False)
        version = changed(manager, text([["09:00", "12:20"]]))
        carried_out(version)
        assert clock_of(handoff, CLAIM).due_at == on(17, 9, 10)

    def test_no_run_is_made_for_hours_that_stay_the_same(self, handoff, manager):
        changed(manager, text())
        assert not Recalculation.objects.exists()

    def test_managers_alone_change_calendars(self, handoff, rep):
        with pytest.raises(NotAllowed):
            changed(rep, text([["09:00", "12:10"]]))

    def test_an_unforeseen_error_ends_the_run_and_keeps_what_was_done(self, handoff, manager):
        version = changed(manager, text([["09:00", "12:10"]]))
        recalculating.fail(run_id=version.recalculation.pk, at=after(minutes=6))
        assert Recalculation.objects.get().status == RunStatus.FAILED
        assert recalculating.to_take_up(at=after(days=1)) == []

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_chunk_takes_the_same_statements_however_many_clocks(
        self, agreement, marketer, manager, number, django_assert_num_queries
    ):
        for _ in range(number):
            a_handoff(by=marketer)
        version = changed(manager, text([["09:00", "12:10"]]))
        worker = recalculating.Worker(version.recalculation.pk)
        # A savepoint and its end; run, version, calendar; former versions and ids, twice more for
        # the chunk's and the question what is left; ladder; the statement; the run's progress.
        with django_assert_num_queries(17):
            worker.step(at=after(minutes=6))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    minutes=st.lists(st.integers(0, 60 * 24 * 9), min_size=1, max_size=3),
    paused_for=st.integers(1, 60 * 30),
)
def test_an_equal_calendar_moves_nothing(
    agreement, marketer, rep, manager, minutes, paused_for, django_db_blocker
):
    Target.objects.update(pause_reasons=["lead_away"])
    handoffs = [a_handoff(by=marketer, at=after(minutes=start)) for start in minutes]
    begun = after(minutes=minutes[0])
    lifecycle.claim(handoff=handoffs[0], at=begun, by=rep)
    pausing.pause(
        handoff=fresh(handoffs[0]),
        reason="lead_away",
        until_at=begun + timedelta(days=9),
        at=begun,
        by=rep,
    )
    pausing.resume(handoff=fresh(handoffs[0]), at=begun + timedelta(minutes=paused_for), by=rep)
    before = dict(Clock.objects.values_list("pk", "due_at"))
    former = Calendar.objects.get().versions.order_by("-number").first()
    version = CalendarVersion.objects.create(
        calendar=former.calendar,
        number=former.number + 1,
        time_zone=former.time_zone,
        week=former.week,
        created_at=NOON,
    )
    recalculating.start(version=version, at=NOON, by=manager)
    run = carried_out(version, at=NOON)
    assert run.moved_count == 0
    assert dict(Clock.objects.values_list("pk", "due_at")) == before


def test_the_timeline_tells_of_a_move_and_of_nothing_that_stayed(handoff, manager):
    carried_out(changed(manager, text([["09:00", "12:45"]])))  # the claim stays at 12:30
    told = [event for event in timeline.of_lead(handoff.lead, after(minutes=7)) if event.body]
    assert [(event.title, event.body) for event in told if "Calendar" in event.title] == [
        ("Hand-off to first touch: Calendar changed", "Due 17 November 09:15 instead of 13:00")
    ]


def test_a_worker_carries_a_run_to_its_end(handoff, manager):
    version = changed(manager, text([["09:00", "12:10"]]))
    tasks.run_recalculation(run_id=version.recalculation.pk)
    run = Recalculation.objects.get()
    assert (run.status, run.percent, run.done_count) == (RunStatus.DONE, 100, 2)


def test_a_run_that_meets_a_bug_is_failed_and_the_bug_is_heard_of(handoff, manager, monkeypatch):
    version = changed(manager, text([["09:00", "12:10"]]))
    monkeypatch.setattr(recalculating, "_carry_out", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.run_recalculation(run_id=version.recalculation.pk)
    assert Recalculation.objects.get().status == RunStatus.FAILED


def test_a_database_that_goes_away_does_not_fail_a_run(handoff, manager, monkeypatch):
    def away(*_args):
        raise OperationalError

    version = changed(manager, text([["09:00", "12:10"]]))
    monkeypatch.setattr(recalculating, "_carry_out", away)
    with pytest.raises(OperationalError):
        tasks.run_recalculation(run_id=version.recalculation.pk)
    assert Recalculation.objects.get().status == RunStatus.QUEUED


def test_beat_asks_for_what_a_lost_worker_left(handoff, manager, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.run_recalculation, "delay", lambda **ids: asked.append(ids))
    version = changed(manager, text([["09:00", "12:10"]]))
    tasks.resume_recalculations()
    assert asked == [{"run_id": version.recalculation.pk}]
