"""Hand-offs without a clock: none is forgotten, none is judged by what was not promised."""

import pytest

from kit.refusals import NotAllowed
from leads import feedback, lifecycle
from sla import agreed, exceptions, pausing, queue
from sla.calendars import archive_calendar, restore_calendar
from sla.models import Calendar, CalendarVersion, Clock, ClockException, ClockState, Metric
from sla.sweep import sweep
from tests.cast import (
    a_calendar,
    a_handoff,
    a_target,
    a_touch,
    after,
    an_agreement,
    clock_of,
    fresh,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar(agreement):
    return Calendar.objects.get()


@pytest.fixture
def stranded(agreement, calendar, manager, marketer):
    """A hand-off whose calendar was archived just before."""
    archive_calendar(calendar=calendar, at=after(minutes=-1), by=manager)
    return a_handoff(by=marketer)


def test_both_promises_stand_on_the_list(stranded):
    assert exceptions.standing().count() == 2


def test_a_restored_calendar_starts_the_clocks_from_the_handoffs_own_instant(
    stranded, calendar, manager
):
    restore_calendar(calendar=calendar, by=manager)
    result = exceptions.retry(at=after(minutes=10), by=manager)
    assert result == exceptions.Retried(started=2, left=0)
    clock = clock_of(stranded, Metric.CLAIM)
    assert clock.started_at == stranded.handed_at
    assert clock.due_at == after(minutes=30)


def test_what_fell_due_meanwhile_is_dated_at_its_due_instant(stranded, calendar, manager):
    restore_calendar(calendar=calendar, by=manager)
    exceptions.retry(at=after(minutes=45), by=manager)
    sweep(at=after(minutes=46))
    clock = clock_of(stranded, Metric.CLAIM)
    assert clock.state == ClockState.BREACHED
    assert clock.breached_at == after(minutes=30)


def test_a_touch_made_meanwhile_answers_its_clock(stranded, calendar, manager, rep):
    lifecycle.claim(handoff=stranded, at=after(minutes=5), by=rep)
    a_touch(fresh(stranded), rep, after(minutes=20))
    restore_calendar(calendar=calendar, by=manager)
    exceptions.retry(at=after(minutes=90), by=manager)
    sweep(at=after(minutes=91))
    assert clock_of(stranded, Metric.CLAIM).stopped_at == after(minutes=5)
    touch = clock_of(stranded, Metric.FIRST_TOUCH)
    assert (touch.state, touch.stopped_at) == (ClockState.MET, after(minutes=20))
    assert exceptions.standing().count() == 0


def test_retrying_twice_is_harmless(stranded, calendar, manager):
    restore_calendar(calendar=calendar, by=manager)
    exceptions.retry(at=after(minutes=1), by=manager)
    again = exceptions.retry(at=after(minutes=2), by=manager)
    assert again == exceptions.Retried(0, 0)
    assert stranded.clocks.count() == 2


def test_hours_corrected_later_serve_where_those_of_then_could_not(
    agreement, calendar, manager, marketer
):
    version = calendar.versions.get()
    calendar.versions.update(week={}, overrides={"2020-01-02": [["09:00", "10:00"]]})
    handoff = a_handoff(by=marketer)
    assert exceptions.retry(at=after(minutes=1), by=manager).left == 2
    calendar.versions.create(
        number=2, time_zone="UTC", week=version.week, created_at=after(minutes=5)
    )
    assert exceptions.retry(at=after(minutes=6), by=manager).started == 2
    assert clock_of(handoff, Metric.CLAIM).due_at == after(minutes=30)


def test_without_an_agreement_nothing_is_promised_in_hindsight(db, manager, marketer):
    handoff = a_handoff(by=marketer)
    an_agreement(at=after(minutes=5))
    result = exceptions.retry(at=after(minutes=10), by=manager)
    assert result == exceptions.Retried(started=0, left=2)
    assert not handoff.clocks.exists()
    causes = set(ClockException.objects.values_list("cause", flat=True))
    assert causes == {ClockException.Cause.NO_AGREEMENT}


def test_a_closed_handoff_is_off_the_list(stranded, marketer):
    lifecycle.withdraw(handoff=stranded, at=after(minutes=1), by=marketer)
    assert exceptions.standing().count() == 0


def test_only_managers_may_start_them(stranded, rep, marketer, administrator):
    for person in (rep, marketer, administrator):
        with pytest.raises(NotAllowed):
            exceptions.retry(at=after(minutes=1), by=person)


def test_every_cause_has_advice():
    assert set(exceptions.ADVICE) == set(ClockException.Cause.values)


class TestOfOnePromise:
    """The claim runs, the response's calendar is missing."""

    @pytest.fixture
    def half(self, agreement, manager, marketer):
        other = a_calendar("Late shift")
        agreement.targets.filter(metric=Metric.FIRST_TOUCH).update(calendar=other)
        archive_calendar(calendar=other, at=after(minutes=-1), by=manager)
        handoff = a_handoff(by=marketer)
        restore_calendar(calendar=other, by=manager)
        return handoff

    def test_a_claim_clock_that_runs_anew_is_left_alone(self, half, rep, manager):
        lifecycle.claim(handoff=half, at=after(minutes=5), by=rep)
        lifecycle.release(handoff=half, at=after(minutes=20), by=rep)
        assert exceptions.retry(at=after(minutes=21), by=manager).started == 1
        clock = clock_of(half, Metric.CLAIM)
        assert (clock.seq, clock.stopped_at) == (2, None)

    def test_a_claim_that_was_undone_is_not_undone_again(self, half, rep, manager):
        lifecycle.claim(handoff=half, at=after(minutes=5), by=rep)
        lifecycle.undo_claim(handoff=half, at=after(minutes=5, seconds=4), by=rep)
        lifecycle.claim(handoff=half, at=after(minutes=7), by=rep)
        before = clock_of(half, Metric.CLAIM).revision
        exceptions.retry(at=after(minutes=21), by=manager)
        clock = clock_of(half, Metric.CLAIM)
        assert (clock.revision, clock.stopped_at) == (before, after(minutes=7))


class TestOfPromisesThatBeginLater:
    """Their calendar is archived when they begin, and restored later.

    The clinic works on weekdays from 9 to 17 UTC; noon is that of Monday 16 November.
    """

    @pytest.fixture
    def later(self, agreement):
        """The calendar of attempts, decision, new owner and answer; the others run on their own."""
        calendar = a_calendar("Follow-up")
        a_target(agreement, Metric.ATTEMPT, 80 * 60, calendar=calendar, attempts=5)
        for metric, hours in ((Metric.DECISION, 40), (Metric.OWNER_TOUCH, 2), (Metric.ANSWER, 8)):
            a_target(agreement, metric, hours * 60, calendar=calendar)
        return calendar

    @pytest.fixture
    def claimed(self, later, manager, marketer, rep):
        archive_calendar(calendar=later, at=after(minutes=-1), by=manager)
        return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=0), by=rep)

    @pytest.fixture
    def corrected(self, later, manager):
        """Restore the calendar and start what can start."""

        def correct(**when):
            restore_calendar(calendar=later, by=manager)
            return exceptions.retry(at=after(**when), by=manager)

        return correct

    def test_a_decision_starts_from_its_claim(self, claimed, corrected):
        assert corrected(days=1) == exceptions.Retried(started=1, left=0)
        clock = clock_of(claimed, Metric.DECISION)
        assert (clock.started_at, clock.due_at) == (after(minutes=0), after(days=7))

    def test_one_that_was_decided_meanwhile_is_off_the_list(self, claimed, corrected, rep):
        a_touch(claimed, rep, after(minutes=5))
        ClockException.objects.filter(metric=Metric.ATTEMPT).delete()
        lifecycle.qualify(
            handoff=fresh(claimed),
            confirmed=frozenset(),
            at=after(hours=1),
            by=rep,
            override_reason="They sign tomorrow",
        )
        assert not exceptions.standing().exists()
        assert corrected(days=1) == exceptions.Retried(0, 0)

    def test_one_that_was_given_back_is_owed_by_nobody(self, claimed, rep):
        assert exceptions.standing().get().metric == Metric.DECISION
        lifecycle.release(handoff=claimed, at=after(minutes=5), by=rep)
        assert not exceptions.standing().exists()

    def test_attempts_start_from_the_claim_and_touches_of_meanwhile_count(
        self, claimed, corrected, rep
    ):
        a_touch(claimed, rep, after(minutes=10), outcome="no_answer")
        a_touch(fresh(claimed), rep, after(hours=2), outcome="no_answer")
        assert corrected(days=1).left == 0
        rows = Clock.objects.filter(handoff=claimed, metric=Metric.ATTEMPT).order_by("seq")
        assert [(row.seq, row.state) for row in rows] == [
            (2, "met"),
            (3, "on_track"),
            (4, "on_track"),
            (5, "on_track"),
        ]
        assert (rows[0].stopped_at, rows[0].due_at) == (after(hours=2), after(days=4))

    def test_a_new_owners_clock_starts_from_the_reassignment(
        self, claimed, corrected, manager, other_rep
    ):
        lifecycle.reassign(handoff=claimed, to=other_rep, at=after(minutes=30), by=manager)
        a_touch(fresh(claimed), other_rep, after(minutes=50))
        assert corrected(days=1).left == 0
        clock = clock_of(claimed, Metric.OWNER_TOUCH)
        assert (clock.due_at, clock.stopped_at) == (after(minutes=150), after(minutes=50))

    def test_marketings_answer_starts_from_the_rejection_though_the_hand_off_is_closed(
        self, claimed, corrected, rep
    ):
        decision = lifecycle.Decision("duplicate")
        lifecycle.reject(handoff=claimed, decision=decision, at=after(hours=1), by=rep)
        assert exceptions.standing().get().metric == Metric.ANSWER
        assert corrected(days=2) == exceptions.Retried(started=1, left=0)
        clock = clock_of(claimed, Metric.ANSWER)
        assert (clock.started_at, clock.due_at) == (after(hours=1), after(days=1, hours=1))
        sweep(at=after(days=2))
        assert clock_of(claimed, Metric.ANSWER).breached_at == after(days=1, hours=1)

    def test_an_answer_that_was_given_is_off_the_list(self, claimed, rep, marketer):
        decision = lifecycle.Decision("duplicate")
        lifecycle.reject(handoff=claimed, decision=decision, at=after(hours=1), by=rep)
        feedback.take_note(handoff=fresh(claimed), at=after(hours=2), by=marketer)
        assert not exceptions.standing().exists()

    def test_a_pause_of_meanwhile_moves_its_due_instant(self, claimed, corrected, rep):
        claimed.clocks.filter(metric=Metric.FIRST_TOUCH).get()
        pausing.pause(
            handoff=claimed,
            reason="lead_away",
            until_at=after(hours=4),
            at=after(minutes=5),
            by=rep,
        )
        pausing.resume(handoff=fresh(claimed), at=after(hours=2, minutes=5), by=rep)
        corrected(days=1)
        assert clock_of(claimed, Metric.DECISION).due_at == after(days=7, hours=2)

    def test_a_pause_that_lasts_lets_it_stand_still(self, claimed, corrected, rep):
        pausing.pause(
            handoff=claimed, reason="lead_away", until_at=after(days=4), at=after(minutes=5), by=rep
        )
        corrected(days=1)
        clock = clock_of(claimed, Metric.DECISION)
        assert (clock.state, clock.due_at) == (ClockState.PAUSED, None)

    def test_what_still_cannot_run_stays_on_the_list(self, claimed, manager):
        result = exceptions.retry(at=after(days=1), by=manager)
        assert result == exceptions.Retried(started=0, left=1)


def test_a_pause_of_meanwhile_counts_for_what_begins_with_the_hand_off(
    agreement, marketer, manager, rep
):
    other = a_calendar("Late shift")
    agreement.targets.filter(metric=Metric.FIRST_TOUCH).update(calendar=other)
    archive_calendar(calendar=other, at=after(minutes=-1), by=manager)
    handoff = a_handoff(by=marketer)
    pausing.pause(
        handoff=handoff,
        reason="other",
        text="Strike",
        until_at=after(minutes=20),
        at=after(minutes=5),
        by=manager,
    )
    restore_calendar(calendar=other, by=manager)
    exceptions.retry(at=after(minutes=30), by=manager)
    assert clock_of(handoff, Metric.FIRST_TOUCH).due_at == after(minutes=75)


@pytest.mark.parametrize("give_back", [lifecycle.release, lifecycle.undo_claim])
def test_a_lead_given_back_to_the_queue_is_on_the_list_again(stranded, rep, give_back):
    lifecycle.claim(handoff=stranded, at=after(minutes=5), by=rep)
    give_back(handoff=stranded, at=after(minutes=5, seconds=3), by=rep)
    assert exceptions.standing().filter(metric=Metric.CLAIM).exists()
    assert queue.candidates(at=after(minutes=6)) == [stranded.pk]


def test_a_release_stands_where_the_calendar_has_no_open_time_left(handoff, rep):
    CalendarVersion.objects.update(week={}, overrides={"2026-11-16": [["09:00", "17:00"]]})
    agreed._BUILT.clear()
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    lifecycle.release(handoff=handoff, at=after(days=1), by=rep)
    agreed._BUILT.clear()
    assert exceptions.standing().get().cause == ClockException.Cause.NO_OPEN_TIME
    assert queue.candidates(at=after(days=2)) == [handoff.pk]
