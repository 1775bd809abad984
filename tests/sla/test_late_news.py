"""What comes to light late, or in an odd order, ends in the same verdicts.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is a Monday. Every instant below
is reckoned by hand.
"""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from leads import lifecycle
from leads.lifecycle import Decision
from sla import pausing
from sla.models import Breach, Clock, Metric
from sla.reading import read_clock
from sla.refusals import NothingToPause
from sla.sweep import sweep
from tests.cast import (
    a_calendar,
    a_handoff,
    a_manager,
    a_marketer,
    a_rep,
    a_target,
    a_touch,
    after,
    an_agreement,
    clock_of,
    fresh,
)

CLAIM, TOUCH, DECISION = Metric.CLAIM, Metric.FIRST_TOUCH, Metric.DECISION
HOUR = 60


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def pause(handoff, by, minutes, until):
    return pausing.pause(
        handoff=fresh(handoff),
        reason="lead_away",
        at=after(minutes=minutes),
        until_at=after(minutes=until),
        by=by,
    )


def resume(handoff, by, minutes):
    return pausing.resume(handoff=fresh(handoff), at=after(minutes=minutes), by=by)


def verdicts(handoff, metric):
    """Return (state, answered at) of each clock of ``metric``."""
    rows = Clock.objects.filter(handoff=handoff, metric=metric).order_by("seq")
    return [(clock.state, clock.stopped_at) for clock in rows]


def a_full_agreement():
    """Return an agreement: decided in two hours, three attempts in six, new owners in one."""
    version, calendar = an_agreement(), a_calendar()
    a_target(version, DECISION, 2 * HOUR, calendar=calendar)
    a_target(version, Metric.ATTEMPT, 6 * HOUR, calendar=calendar, attempts=3)
    a_target(version, Metric.OWNER_TOUCH, HOUR, calendar=calendar, needs_conversation=True)
    return version


@pytest.fixture
def mine(db, marketer, rep):
    """A hand-off that the rep claimed at noon: touched by 13:00, decided by 14:00."""
    a_full_agreement()
    return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=0), by=rep)


@pytest.mark.django_db
class TestPausesThatRanOutUnnoticed:
    """A pause ends at its limit, whether or not a sweep has come by since."""

    def test_a_late_answer_is_late(self, mine, rep):
        pause(mine, rep, 10, 40)
        a_touch(fresh(mine), rep, after(minutes=95))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.breached_at) == ("breached", after(minutes=90))
        assert Breach.objects.get(clock=clock).charged_to == rep

    def test_a_release_is_no_way_out(self, mine, rep):
        pause(mine, rep, 10, 40)
        lifecycle.release(handoff=fresh(mine), at=after(minutes=151), by=rep)
        assert clock_of(mine, DECISION).breached_at == after(minutes=150)

    def test_another_pause_may_follow(self, mine, rep):
        pause(mine, rep, 10, 40)
        pause(mine, rep, 50, 60)
        sweep(at=after(minutes=101))
        # 10 of 60 minutes were used until the first, ten more until the second.
        assert clock_of(mine, TOUCH).breached_at == after(minutes=100)


@pytest.mark.django_db
class TestPauses:
    """What a pause takes out, and what it cannot."""

    def test_a_clock_that_falls_due_this_second_has_nothing_left_to_keep(self, mine, rep):
        pause(mine, rep, 60, 100)
        assert clock_of(mine, TOUCH).due_at == after(minutes=60)
        assert clock_of(mine, DECISION).state == "paused"

    def test_no_other_clock_no_pause(self, agreement, marketer, manager):
        handoff = a_handoff(by=marketer)
        lifecycle.claim(handoff=handoff, at=after(minutes=1), by=a_rep())
        with pytest.raises(NothingToPause):
            pause(handoff, manager, 60, 100)

    def test_one_that_began_after_a_claim_stops_the_claim_clock_that_is_undone(
        self, agreement, marketer, manager, rep
    ):
        handoff = a_handoff(by=marketer)
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        pausing.pause(
            handoff=fresh(handoff),
            reason="lead_away",
            at=after(seconds=302),
            until_at=after(minutes=15),
            by=manager,
        )
        lifecycle.undo_claim(handoff=fresh(handoff), at=after(seconds=305), by=rep)
        assert clock_of(handoff, CLAIM).state == "paused"
        sweep(at=after(hours=1))
        assert clock_of(handoff, CLAIM).breached_at == after(seconds=30 * 60 + 598)

    def test_attempts_that_begin_with_the_claim_have_the_pauses_since(self, mine, rep):
        pause(mine, rep, 10, 40)
        resume(mine, rep, 40)
        a_touch(fresh(mine), rep, after(minutes=50), outcome="no_answer")
        second = Clock.objects.get(handoff=mine, metric=Metric.ATTEMPT, seq=2)
        assert second.due_at == after(minutes=4 * HOUR + 30)

    def test_one_after_the_breach_does_not_shorten_what_it_took(self, mine, rep):
        pause(mine, rep, 10, 20)
        resume(mine, rep, 20)
        sweep(at=after(minutes=71))
        pause(mine, rep, 80, 100)
        resume(mine, rep, 100)
        a_touch(fresh(mine), rep, after(minutes=110))
        clock = clock_of(mine, TOUCH)
        shown = read_clock(clock=clock, at=after(minutes=110))
        assert clock.business_seconds == shown.elapsed_seconds == 100 * 60

    def test_an_answer_before_it_leaves_the_due_instant_of_then_with_or_without_a_sweep(
        self, mine, rep, manager
    ):
        pause(mine, rep, 40, 50)
        sweep(at=after(minutes=71))
        assert clock_of(mine, TOUCH).breached_at == after(minutes=70)
        a_touch(fresh(mine), manager, after(minutes=80), happened=after(minutes=30))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.due_at) == ("met", after(minutes=60))


@pytest.mark.django_db
class TestOrder:
    """It does not matter which touch is logged first."""

    TOUCHES = ((10, "no_answer"), (20, "no_answer"), (30, "no_answer"), (25, "reached"))

    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 1, 3, 2), (0, 3, 2, 1), (2, 1, 0, 3)])
    def test_of_attempts(self, mine, rep, order):
        for place, number in enumerate(order):
            minutes, outcome = self.TOUCHES[number]
            happened, at = after(minutes=minutes), after(minutes=40 + place)
            a_touch(fresh(mine), rep, at, happened=happened, outcome=outcome)
        # The second at 12:20; reached at 12:25, which was the third.
        assert verdicts(mine, Metric.ATTEMPT) == [
            ("met", after(minutes=20)),
            ("met", after(minutes=25)),
        ]
        assert clock_of(mine, TOUCH).stopped_at == after(minutes=10)

    def test_a_lead_reached_before_an_attempt_owed_none(self, mine, rep):
        for minutes in (10, 20, 30):
            happened = after(minutes=minutes)
            a_touch(fresh(mine), rep, after(minutes=40), happened=happened, outcome="no_answer")
        a_touch(fresh(mine), rep, after(minutes=41), happened=after(minutes=15))
        assert verdicts(mine, Metric.ATTEMPT) == [("met", after(minutes=15)), ("void", None)]


@pytest.mark.django_db
class TestOtherPromises:
    """Decisions and new owners."""

    def test_the_first_decision_counts(self, mine, rep):
        a_touch(mine, rep, after(minutes=10))
        lifecycle.qualify(
            handoff=fresh(mine),
            confirmed=frozenset(),
            at=after(minutes=30),
            by=rep,
            override_reason="They sign tomorrow",
        )
        decision = Decision("no_budget")
        lifecycle.disqualify(handoff=fresh(mine), decision=decision, at=on(26, 12), by=rep)
        assert verdicts(mine, DECISION) == [("met", after(minutes=30))]

    def test_a_new_owner_who_owes_a_conversation_is_not_done_with_a_call_in_vain(
        self, mine, manager
    ):
        omar = a_rep("Omar")
        lifecycle.reassign(handoff=mine, to=omar, at=after(minutes=30), by=manager)
        a_touch(fresh(mine), omar, after(minutes=40), outcome="no_answer")
        a_touch(fresh(mine), omar, after(minutes=50))
        assert verdicts(mine, Metric.OWNER_TOUCH) == [("met", after(minutes=50))]

    def test_two_new_owners_within_a_second_both_had_a_clock(self, mine, manager):
        for name in ("Omar", "Sara"):
            lifecycle.reassign(
                handoff=fresh(mine), to=a_rep(name), at=after(minutes=30), by=manager
            )
        assert verdicts(mine, Metric.OWNER_TOUCH) == [("void", None), ("on_track", None)]


@pytest.mark.django_db(transaction=True)
def test_a_pause_that_ends_during_a_claim_leaves_no_clock_standing():
    a_full_agreement()
    handoff, manager = a_handoff(by=a_marketer()), a_manager()
    pause(handoff, manager, 5, 600)

    def end_it():
        try:
            resume(handoff, manager, 20)
        finally:
            connection.close()

    thread = threading.Thread(target=end_it)
    with transaction.atomic():
        lifecycle.claim(handoff=fresh(handoff), at=after(minutes=10), by=a_rep())
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()  # it waits for the claim
    thread.join(timeout=30)
    assert clock_of(handoff, DECISION).due_at == after(minutes=140)
