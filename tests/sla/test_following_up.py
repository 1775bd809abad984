"""Promises that begin after the hand-off: attempts, decision, a new owner, marketing's answer.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is a Monday. Every instant below
is reckoned by hand.
"""

from datetime import UTC, datetime

import pytest

from kit.refusals import BadInput, NotAllowed
from leads import feedback, lifecycle
from leads.lifecycle import Decision, NewTouch
from leads.refusals import IllegalMove
from sla import pausing
from sla.models import Breach, Clock, ClockException, Metric
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import (
    a_calendar,
    a_handoff,
    a_marketer,
    a_rep,
    a_target,
    a_touch,
    after,
    an_agreement,
    clock_of,
    fresh,
)

pytestmark = pytest.mark.django_db
HOUR = 60


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def states(handoff, metric):
    """Return the state of each clock of ``metric``, in order."""
    rows = Clock.objects.filter(handoff=handoff, metric=metric).order_by("seq")
    return [clock.state for clock in rows]


@pytest.fixture
def full_agreement(db):
    """An agreement with a target of every metric, on one calendar."""
    version = an_agreement()
    calendar = a_calendar()
    a_target(version, Metric.ATTEMPT, 80 * HOUR, calendar=calendar, attempts=5)
    a_target(version, Metric.DECISION, 40 * HOUR, calendar=calendar)
    a_target(version, Metric.OWNER_TOUCH, 2 * HOUR, calendar=calendar)
    a_target(version, Metric.ANSWER, 8 * HOUR, calendar=calendar)
    return version


@pytest.fixture
def mine(full_agreement, marketer, rep):
    """A hand-off that the rep claimed at noon."""
    return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=0), by=rep)


class TestAttempts:
    """Five attempts in 80 working hours (ten days of eight) unless the lead is reached."""

    def test_a_first_touch_that_did_not_reach_starts_the_others(self, mine, rep):
        a_touch(mine, rep, after(minutes=10), outcome="no_answer")
        rows = Clock.objects.filter(handoff=mine, metric=Metric.ATTEMPT).order_by("seq")
        # Steps of 16 hours from noon: the second after 32, the fifth after 80.
        assert {clock.seq: clock.due_at for clock in rows} == {
            2: on(20, 12),
            3: on(24, 12),
            4: on(26, 12),
            5: on(30, 12),
        }

    def test_one_that_reached_leaves_nothing_to_attempt(self, mine, rep):
        a_touch(mine, rep, after(minutes=10))
        assert states(mine, Metric.ATTEMPT) == []

    def test_each_touch_answers_the_next(self, mine, rep):
        for minutes in (10, 20, 30):
            a_touch(fresh(mine), rep, after(minutes=minutes), outcome="no_answer")
        assert states(mine, Metric.ATTEMPT) == ["met", "met", "on_track", "on_track"]

    def test_reaching_the_lead_voids_what_is_left(self, mine, rep):
        a_touch(mine, rep, after(minutes=10), outcome="no_answer")
        a_touch(fresh(mine), rep, after(minutes=20))
        assert states(mine, Metric.ATTEMPT) == ["met", "void", "void", "void"]

    def test_one_that_is_missed_is_breached_at_its_instant(self, mine, rep):
        a_touch(mine, rep, after(minutes=10), outcome="no_answer")
        sweep(at=on(20, 13))
        second = Clock.objects.get(handoff=mine, metric=Metric.ATTEMPT, seq=2)
        breach = Breach.objects.get(clock=second)
        assert (breach.due_at, breach.side, breach.charged_to) == (on(20, 12), "sales", rep)

    def test_the_order_of_logging_does_not_matter(self, mine, rep, manager):
        a_touch(mine, rep, after(minutes=10), outcome="no_answer")
        sweep(at=on(20, 13))
        a_touch(fresh(mine), manager, on(20, 14), happened=on(18, 9), outcome="no_answer")
        second = Clock.objects.get(handoff=mine, metric=Metric.ATTEMPT, seq=2)
        assert (second.state, second.stopped_at) == ("met", on(18, 9))
        assert Breach.objects.get(clock=second).withdrawn_at == on(20, 14)

    def test_a_pause_moves_them_all(self, mine, rep):
        a_touch(mine, rep, after(minutes=10), outcome="no_answer")
        pausing.pause(
            handoff=fresh(mine), reason="lead_away", until_at=on(27, 9), at=on(17, 9), by=rep
        )
        pausing.resume(handoff=fresh(mine), at=on(18, 9), by=rep)
        rows = Clock.objects.filter(handoff=mine, metric=Metric.ATTEMPT).order_by("seq")
        assert [clock.due_at for clock in rows] == [
            on(23, 12),
            on(25, 12),
            on(27, 12),
            on(1, 12).replace(month=12),
        ]


def qualified(handoff, rep, at):
    """Let the rep qualify the lead at ``at``, by whatever shows it."""
    return lifecycle.qualify(
        handoff=fresh(handoff),
        confirmed=frozenset(),
        at=at,
        by=rep,
        override_reason="They wrote that they sign tomorrow",
    )


class TestAttemptsOfALeadThatIsQualified:
    """Nobody owes a call to a lead whose answer is known: void, neither kept nor broken."""

    @pytest.fixture
    def tried(self, mine, rep):
        """A lead that did not answer at ten past noon; the second attempt is due on the 20th."""
        a_touch(mine, rep, after(minutes=10), outcome="no_answer")
        return mine

    def attempt(self, handoff, seq):
        return Clock.objects.get(handoff=handoff, metric=Metric.ATTEMPT, seq=seq)

    def test_what_is_left_falls_away_and_says_why(self, tried, rep):
        qualified(tried, rep, on(17, 10))
        sweep(at=on(30, 16))
        assert states(tried, Metric.ATTEMPT) == ["void"] * 4
        assert not Breach.objects.filter(clock__metric=Metric.ATTEMPT).exists()
        second = self.attempt(tried, 2)
        assert second.voided_at == on(17, 10)
        assert second.events.get(kind="voided").cause == "qualify"
        assert read_clock(clock=second, at=on(17, 9)).state == "on_track"
        assert read_clock(clock=second, at=on(17, 10)).state == "void"

    def test_what_was_overdue_stays_broken(self, tried, rep):
        qualified(tried, rep, on(23, 9))
        assert states(tried, Metric.ATTEMPT) == ["breached", "void", "void", "void"]
        assert Breach.objects.get(clock=self.attempt(tried, 2)).due_at == on(20, 12)

    def test_one_that_is_due_that_very_second_is_not_broken(self, tried, rep):
        qualified(tried, rep, on(20, 12))
        sweep(at=on(20, 13))
        assert self.attempt(tried, 2).state == "void"

    def test_a_later_touch_answers_none(self, tried, rep):
        qualified(tried, rep, on(17, 10))
        a_touch(fresh(tried), rep, on(17, 11), outcome="no_answer")
        assert states(tried, Metric.ATTEMPT) == ["void"] * 4

    def test_one_that_was_made_before_and_logged_after_counts(self, tried, rep):
        qualified(tried, rep, on(17, 10))
        a_touch(fresh(tried), rep, on(17, 11), happened=on(17, 9), outcome="no_answer")
        assert states(tried, Metric.ATTEMPT) == ["met", "void", "void", "void"]
        assert self.attempt(tried, 2).stopped_at == on(17, 9)

    def test_one_made_in_time_and_logged_late_undoes_the_breach(self, tried, rep, manager):
        qualified(tried, rep, on(23, 9))
        a_touch(fresh(tried), manager, on(23, 10), happened=on(19, 9), outcome="no_answer")
        assert self.attempt(tried, 2).state == "met"
        assert Breach.objects.get(clock=self.attempt(tried, 2)).withdrawn_at == on(23, 10)

    def test_striking_one_out_leaves_it_void_or_broken_by_when_it_was_due(
        self, tried, rep, manager
    ):
        second = a_touch(fresh(tried), rep, on(18, 9), outcome="no_answer")
        qualified(tried, rep, on(23, 9))
        assert states(tried, Metric.ATTEMPT) == ["met", "void", "void", "void"]
        lifecycle.strike_touch(touch=second, reason="Another lead", at=on(24, 9), by=manager)
        assert states(tried, Metric.ATTEMPT) == ["breached", "void", "void", "void"]

    def test_a_first_touch_that_was_none_after_all_begins_them_up_to_then(self, mine, rep, manager):
        first = a_touch(mine, rep, after(minutes=10))
        qualified(mine, rep, on(23, 9))
        text = NewTouch("call", "no_answer", after(minutes=10))
        lifecycle.correct_touch(touch=first, text=text, at=on(24, 9), by=manager)
        assert states(mine, Metric.ATTEMPT) == ["breached", "void", "void", "void"]

    def test_so_it_does_in_a_hand_off_that_has_closed(self, mine, rep, manager):
        first = a_touch(mine, rep, after(minutes=10))
        decision = Decision("timing", until_date=after(days=30).date())
        lifecycle.recycle(handoff=fresh(mine), decision=decision, at=on(17, 10), by=rep)
        text = NewTouch("call", "no_answer", after(minutes=10))
        lifecycle.correct_touch(touch=first, text=text, at=on(17, 11), by=manager)
        sweep(at=on(30, 16))
        assert states(mine, Metric.ATTEMPT) == ["void"] * 4

    def test_a_new_owners_touch_is_owed_still(self, tried, rep, manager):
        lifecycle.reassign(handoff=fresh(tried), to=a_rep("Omar"), at=on(17, 9), by=manager)
        lifecycle.qualify(
            handoff=fresh(tried),
            confirmed=frozenset(),
            at=on(17, 10),
            by=manager,
            override_reason="They sign tomorrow",
        )
        assert states(tried, Metric.OWNER_TOUCH) == ["on_track"]


class TestDecision:
    """A claimed lead is decided on within 40 working hours."""

    def test_begins_with_the_claim(self, mine):
        clock = clock_of(mine, Metric.DECISION)
        assert (clock.started_at, clock.due_at) == (after(minutes=0), on(23, 12))

    @pytest.mark.parametrize("verb", ["reject", "disqualify"])
    def test_is_kept_by_a_refusal(self, mine, rep, verb):
        if verb == "disqualify":
            a_touch(mine, rep, after(minutes=10))
        reason = {"reject": "duplicate", "disqualify": "no_budget"}[verb]
        decide = getattr(lifecycle, verb)
        decide(handoff=fresh(mine), decision=Decision(reason), at=after(hours=1), by=rep)
        assert states(mine, Metric.DECISION) == ["met"]

    def test_is_kept_by_qualifying(self, mine, rep):
        a_touch(mine, rep, after(minutes=10))
        lifecycle.qualify(
            handoff=fresh(mine),
            confirmed=frozenset(),
            at=after(hours=1),
            by=rep,
            override_reason="They sign tomorrow",
        )
        assert states(mine, Metric.DECISION) == ["met"]

    def test_falls_away_with_a_return(self, mine, rep):
        until = after(days=30).date()
        a_touch(mine, rep, after(minutes=10))
        lifecycle.recycle(
            handoff=fresh(mine),
            decision=Decision("timing", until_date=until),
            at=after(hours=1),
            by=rep,
        )
        assert states(mine, Metric.DECISION) == ["void"]

    def test_a_release_ends_it_and_the_next_claim_begins_another(self, mine, rep):
        lifecycle.release(handoff=mine, at=after(hours=1), by=rep)
        lifecycle.claim(handoff=fresh(mine), at=after(hours=2), by=a_rep("Omar"))
        assert states(mine, Metric.DECISION) == ["void", "on_track"]
        assert clock_of(mine, Metric.DECISION).started_at == after(hours=2)

    def test_a_decision_too_late_is_a_breach(self, mine, rep):
        lifecycle.reject(handoff=mine, decision=Decision("duplicate"), at=on(24, 9), by=rep)
        clock = clock_of(mine, Metric.DECISION)
        assert (clock.state, clock.breached_at, clock.stopped_at) == (
            "breached",
            on(23, 12),
            on(24, 9),
        )


class TestReassignment:
    """A new owner has a clock of their own; the buyer's goes on."""

    def test_starts_the_new_owners_clock_and_keeps_the_buyers(self, mine, manager):
        omar = a_rep("Omar")
        due = clock_of(mine, Metric.FIRST_TOUCH).due_at
        lifecycle.reassign(handoff=mine, to=omar, at=after(minutes=30), by=manager)
        assert fresh(mine).owner == omar
        assert clock_of(mine, Metric.FIRST_TOUCH).due_at == due
        assert clock_of(mine, Metric.OWNER_TOUCH).due_at == after(minutes=150)

    def test_only_their_own_touch_answers_it(self, mine, rep, manager):
        omar = a_rep("Omar")
        lifecycle.reassign(handoff=mine, to=omar, at=after(minutes=30), by=manager)
        a_touch(fresh(mine), manager, after(minutes=40))
        assert states(mine, Metric.OWNER_TOUCH) == ["on_track"]
        a_touch(fresh(mine), omar, after(minutes=50))
        assert states(mine, Metric.OWNER_TOUCH) == ["met"]
        assert clock_of(mine, Metric.FIRST_TOUCH).stopped_at == after(minutes=40)

    def test_its_breach_is_charged_to_the_new_owner(self, mine, manager):
        omar = a_rep("Omar")
        lifecycle.reassign(handoff=mine, to=omar, at=after(minutes=30), by=manager)
        sweep(at=after(days=1))
        charged = {
            row.clock.metric: row.charged_to for row in Breach.objects.select_related("clock")
        }
        assert charged[Metric.OWNER_TOUCH] == omar
        assert charged[Metric.FIRST_TOUCH] == omar  # theirs since before it fell due

    def test_another_one_ends_it_and_begins_anew(self, mine, manager):
        lifecycle.reassign(handoff=mine, to=a_rep("Omar"), at=after(minutes=30), by=manager)
        lifecycle.reassign(handoff=fresh(mine), to=a_rep("Sara"), at=after(minutes=40), by=manager)
        assert states(mine, Metric.OWNER_TOUCH) == ["void", "on_track"]

    def test_is_refused_to_reps_for_the_owner_and_for_an_unclaimed_lead(
        self, mine, rep, manager, marketer
    ):
        with pytest.raises(NotAllowed):
            lifecycle.reassign(handoff=mine, to=a_rep("Omar"), at=after(minutes=5), by=rep)
        with pytest.raises(BadInput):
            lifecycle.reassign(handoff=mine, to=rep, at=after(minutes=5), by=manager)
        waiting = a_handoff(by=marketer)
        with pytest.raises(IllegalMove):
            lifecycle.reassign(handoff=waiting, to=rep, at=after(minutes=5), by=manager)


class TestAnswer:
    """Marketing answers a rejection within eight working hours."""

    @pytest.fixture
    def returned(self, mine, rep):
        return lifecycle.reject(
            handoff=mine, decision=Decision("duplicate"), at=after(hours=1), by=rep
        )

    def test_begins_with_the_rejection(self, returned):
        clock = clock_of(returned, Metric.ANSWER)
        assert (clock.started_at, clock.due_at) == (after(hours=1), on(17, 13))

    def test_is_kept_by_taking_note(self, returned):
        feedback.take_note(handoff=fresh(returned), at=after(hours=2), by=a_marketer("Huda"))
        clock = clock_of(returned, Metric.ANSWER)
        assert (clock.state, clock.stopped_at) == ("met", after(hours=2))

    def test_its_breach_is_marketings(self, returned):
        sweep(at=on(17, 14))
        breach = Breach.objects.get(clock=clock_of(returned, Metric.ANSWER))
        assert (breach.side, breach.charged_to, breach.due_at) == ("marketing", None, on(17, 13))

    def test_taking_note_twice_stops_it_once(self, returned):
        feedback.take_note(handoff=fresh(returned), at=after(hours=2), by=a_marketer("Huda"))
        feedback.take_note(handoff=fresh(returned), at=after(hours=3), by=a_marketer("Rana"))
        assert clock_of(returned, Metric.ANSWER).stopped_at == after(hours=2)


class TestWithoutATarget:
    """What the version does not promise is on no clock, and on no list of exceptions."""

    def test_nothing_begins(self, agreement, marketer, rep):
        handoff = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=1), by=rep)
        a_touch(handoff, rep, after(minutes=2), outcome="no_answer")
        lifecycle.disqualify(
            handoff=fresh(handoff), decision=Decision("no_budget"), at=after(minutes=9), by=rep
        )
        metrics = set(Clock.objects.values_list("metric", flat=True))
        assert metrics == {Metric.CLAIM, Metric.FIRST_TOUCH}
        assert not ClockException.objects.exists()

    def test_a_calendar_that_was_deleted_is_an_exception(self, full_agreement, marketer, rep):
        handoff = a_handoff(by=marketer)
        target = full_agreement.targets.get(metric=Metric.DECISION)
        target.calendar.archived_at = after(minutes=1)
        target.calendar.save()
        lifecycle.claim(handoff=handoff, at=after(minutes=2), by=rep)
        missing = ClockException.objects.get(metric=Metric.DECISION)
        assert (missing.cause, missing.resolved_at) == ("no_calendar", None)
