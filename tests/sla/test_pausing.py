"""Pauses: clocks stand still for a reason the agreement allows, and run on, folded forward.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is a Monday. Every instant below
is reckoned by hand.
"""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from leads.lifecycle import Decision
from leads.refusals import IllegalMove
from sla import pausing
from sla.deadlines import State
from sla.models import Breach, ClockEvent, Metric, Pause, Target
from sla.reading import read_clock
from sla.refusals import AlreadyPaused, NothingToPause
from sla.sweep import sweep
from tests.cast import a_handoff, a_rep, a_target, a_touch, after, clock_of, fresh

pytestmark = pytest.mark.django_db
CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def paused(handoff, by, at, until, reason="lead_away", text=""):
    """Pause ``handoff`` through the verb, its row as the database has it."""
    return pausing.pause(
        handoff=fresh(handoff), reason=reason, text=text, until_at=until, at=at, by=by
    )


def resumed(handoff, by, at):
    """Let ``handoff`` run on through the verb."""
    return pausing.resume(handoff=fresh(handoff), at=at, by=by)


def story(clock):
    """Return what befell ``clock``, in order, with its instants."""
    rows = ClockEvent.objects.filter(clock=clock).order_by("id")
    return list(rows.values_list("kind", "at"))


@pytest.fixture
def mine(handoff, rep):
    """A hand-off that the rep claimed at noon and five minutes; its first touch is due at 13:00."""
    return lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)


class TestPausing:
    """A pause takes the due instant away, and time stands still."""

    def test_a_clock_has_no_due_instant_while_it_is_paused(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(days=1))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.due_at, clock.next_check_at) == ("paused", None, None)
        assert story(clock)[-1] == ("paused", after(minutes=10))

    def test_it_runs_on_with_what_was_left(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(days=1))
        resumed(mine, rep, after(minutes=40))
        clock = clock_of(mine, TOUCH)
        # 10 of 60 minutes were used: 50 are left from 12:40. The warning comes after 45 used ones.
        assert clock.due_at == after(minutes=90)
        assert (clock.state, clock.warn_at) == ("on_track", after(minutes=75))
        assert clock.next_check_at == after(minutes=75)

    def test_working_time_is_what_a_pause_takes_out(self, mine, rep):
        paused(mine, rep, on(16, 12, 10), on(20, 9))
        resumed(mine, rep, on(17, 16, 50))  # Tuesday, ten minutes before closing
        # 50 minutes are left: ten on Tuesday, forty on Wednesday morning.
        assert clock_of(mine, TOUCH).due_at == on(18, 9, 40)

    def test_a_pause_over_night_alone_moves_nothing(self, mine, rep):
        late = a_handoff(at=on(16, 16, 50))
        lifecycle.claim(handoff=late, at=on(16, 16, 52), by=rep)
        paused(late, rep, on(16, 17), on(18, 9))
        resumed(late, rep, on(17, 9))
        assert clock_of(late, TOUCH).due_at == on(17, 9, 50)

    def test_several_pauses_are_folded_one_after_the_other(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(days=1))
        resumed(mine, rep, after(minutes=20))
        paused(mine, rep, after(minutes=30), after(days=1))
        resumed(mine, rep, after(minutes=60))
        # Used: 0-10 and 20-30; of the hour 40 minutes are left at 13:00.
        assert clock_of(mine, TOUCH).due_at == after(minutes=100)
        assert clock_of(mine, TOUCH).pause_count == 2

    def test_resuming_at_once_moves_nothing(self, mine, rep):
        before = clock_of(mine, TOUCH).due_at
        paused(mine, rep, after(minutes=10), after(days=1))
        resumed(mine, rep, after(minutes=10))
        assert clock_of(mine, TOUCH).due_at == before

    def test_a_warning_that_was_given_stays_given(self, mine, rep):
        sweep(at=after(minutes=50))
        paused(mine, rep, after(minutes=50), after(days=1))
        resumed(mine, rep, after(minutes=55))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.next_check_at) == ("at_risk", after(minutes=65))

    def test_an_overdue_clock_is_flagged_first_and_not_paused(self, mine, rep):
        with pytest.raises(NothingToPause):
            paused(mine, rep, after(minutes=61), after(days=1))

    def test_one_of_two_promises_may_stand_still_alone(self, agreement, marketer, manager):
        Target.objects.filter(metric=CLAIM).update(pause_reasons=[])
        handoff = a_handoff(by=marketer)
        paused(handoff, manager, after(minutes=5), after(days=1))
        assert clock_of(handoff, CLAIM).due_at == after(minutes=30)
        assert clock_of(handoff, TOUCH).due_at is None

    def test_a_breach_is_recorded_before_its_neighbour_is_paused(self, handoff, manager):
        paused(handoff, manager, after(minutes=31), after(days=1))
        claim = clock_of(handoff, CLAIM)
        assert (claim.state, claim.breached_at) == ("breached", after(minutes=30))
        assert clock_of(handoff, TOUCH).state == "paused"


class TestEnding:
    """A pause ends by hand, at its limit, or with its hand-off."""

    def test_it_ends_by_itself_at_its_limit(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(minutes=40))
        sweep(at=after(minutes=95))
        clock = clock_of(mine, TOUCH)
        assert clock.breached_at == after(minutes=90)
        assert Pause.objects.get().ended_at == after(minutes=40)
        assert ("resumed", after(minutes=40)) in story(clock)
        assert Breach.objects.get(clock=clock).due_at == after(minutes=90)

    def test_a_late_sweep_comes_to_the_same_instants(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(minutes=40))
        sweep(at=after(days=3))
        assert clock_of(mine, TOUCH).breached_at == after(minutes=90)

    def test_resuming_after_the_limit_counts_from_the_limit(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(minutes=40))
        resumed(mine, rep, after(minutes=60))
        assert clock_of(mine, TOUCH).due_at == after(minutes=90)

    def test_an_answer_within_a_pause_is_in_time(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(days=1))
        a_touch(fresh(mine), rep, after(minutes=200))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.stopped_at) == ("met", after(minutes=200))
        assert (clock.raw_seconds, clock.business_seconds) == (200 * 60, 10 * 60)
        assert clock.due_at is not None

    def test_a_decision_ends_the_pause_and_voids_the_clock(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(days=1))
        lifecycle.reject(
            handoff=fresh(mine), decision=Decision("duplicate"), at=after(minutes=30), by=rep
        )
        assert clock_of(mine, TOUCH).state == "void"
        assert Pause.objects.get().ended_at == after(minutes=30)

    def test_a_claim_that_is_undone_finds_its_clock_paused_again(self, handoff, manager, rep):
        paused(handoff, manager, after(minutes=5), after(days=1))
        claimed = lifecycle.claim(handoff=fresh(handoff), at=after(minutes=8), by=rep)
        assert clock_of(handoff, CLAIM).state == "met"
        lifecycle.undo_claim(handoff=claimed, at=after(minutes=8, seconds=5), by=rep)
        assert clock_of(handoff, CLAIM).state == "paused"
        resumed(handoff, manager, after(minutes=20))
        assert clock_of(handoff, CLAIM).due_at == after(minutes=45)

    def test_a_lead_released_during_a_pause_waits_paused(self, mine, rep, manager):
        paused(mine, rep, after(minutes=10), after(days=1))
        lifecycle.release(handoff=fresh(mine), at=after(minutes=20), by=rep)
        assert clock_of(mine, CLAIM).state == "paused"
        resumed(mine, manager, after(minutes=30))
        assert clock_of(mine, CLAIM).due_at == after(minutes=60)


class TestRefusals:
    """What the verbs refuse."""

    def test_others_than_the_owner_and_sales_managers(self, mine, marketer, outsider):
        for by in (marketer, outsider, a_rep("Somebody Else")):
            with pytest.raises(NotAllowed):
                paused(mine, by, after(minutes=10), after(days=1))

    def test_a_second_pause_while_one_lasts(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(days=1))
        with pytest.raises(AlreadyPaused):
            paused(mine, rep, after(minutes=11), after(days=1))

    def test_resuming_what_runs(self, mine, rep):
        with pytest.raises(IllegalMove):
            resumed(mine, rep, after(minutes=10))

    def test_a_closed_hand_off(self, mine, rep):
        lifecycle.reject(handoff=mine, decision=Decision("duplicate"), at=after(minutes=6), by=rep)
        with pytest.raises(IllegalMove):
            paused(mine, rep, after(minutes=10), after(days=1))

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"reason": "holiday"}, "reason"),
            ({"reason": "other"}, "text"),
            ({"text": "x" * 501}, "text"),
            ({"until": after(minutes=10)}, "until_at"),
        ],
    )
    def test_what_is_not_said_properly(self, mine, rep, given, field):
        with pytest.raises(BadInput) as refusal:
            paused(mine, rep, after(minutes=10), **{"until": after(days=1), **given})
        assert refusal.value.field == field

    def test_a_reason_the_agreement_does_not_allow(self, agreement, marketer, manager):
        Target.objects.update(pause_reasons=["marketing"])
        handoff = a_handoff(by=marketer)
        with pytest.raises(NothingToPause):
            paused(handoff, manager, after(minutes=5), after(days=1))

    def test_more_than_the_target_allows_in_all(self, agreement, marketer, rep):
        Target.objects.filter(metric=TOUCH).update(pause_limit_seconds=3600)
        handoff = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=1), by=rep)
        paused(handoff, rep, after(minutes=5), after(minutes=35))
        resumed(handoff, rep, after(minutes=35))
        with pytest.raises(BadInput) as refusal:
            paused(handoff, rep, after(minutes=40), after(minutes=71))
        assert refusal.value.field == "until_at"
        paused(handoff, rep, after(minutes=40), after(minutes=70))

    def test_nothing_is_written_by_a_refusal(self, mine, rep):
        with pytest.raises(BadInput):
            paused(mine, rep, after(minutes=10), after(minutes=9))
        assert not Pause.objects.exists()
        assert clock_of(mine, TOUCH).state == "on_track"

    def test_the_database_holds_one_pause_at_a_time(self, mine, rep):
        made = paused(mine, rep, after(minutes=10), after(days=1))
        made.pk, made.code = None, None
        with pytest.raises(IntegrityError), transaction.atomic():
            Pause.objects.create(
                handoff=mine, reason="other", started_at=after(minutes=9), until_at=after(days=2)
            )


class TestReading:
    """A clock read at any instant says what was so then."""

    def test_before_during_and_after_a_pause(self, mine, rep):
        paused(mine, rep, after(minutes=10), after(days=1))
        resumed(mine, rep, after(minutes=40))
        clock = clock_of(mine, TOUCH)
        shown = [read_clock(clock=clock, at=after(minutes=minute)) for minute in (5, 20, 60, 91)]
        assert [one.state for one in shown] == [
            State.ON_TRACK,
            State.PAUSED,
            State.ON_TRACK,
            State.BREACHED,
        ]
        assert [one.due_at for one in shown] == [
            after(minutes=60),
            None,
            after(minutes=90),
            after(minutes=90),
        ]
        assert [one.elapsed_seconds for one in shown] == [300, 600, 1800, 61 * 60]
        assert [one.remaining_seconds for one in shown] == [3300, 3000, 1800, 0]
        assert shown[-1].overdue_seconds == 60

    def test_needs_no_sweep(self, handoff):
        clock = clock_of(handoff, CLAIM)
        states = [
            read_clock(clock=clock, at=after(minutes=minute)).state for minute in (0, 23, 30, 31)
        ]
        assert states == [State.ON_TRACK, State.AT_RISK, State.AT_RISK, State.BREACHED]

    def test_stands_still_once_it_is_answered(self, mine, rep):
        a_touch(fresh(mine), rep, after(minutes=20))
        shown = read_clock(clock=clock_of(mine, TOUCH), at=after(days=2))
        assert (shown.state, shown.elapsed_seconds, shown.remaining_seconds) == (
            State.MET,
            1200,
            2400,
        )
        earlier = read_clock(clock=clock_of(mine, TOUCH), at=after(minutes=10))
        assert (earlier.state, earlier.elapsed_seconds) == (State.ON_TRACK, 600)

    def test_goes_on_after_the_breach(self, mine, rep):
        a_touch(fresh(mine), rep, after(minutes=75))
        shown = read_clock(clock=clock_of(mine, TOUCH), at=after(minutes=80))
        assert (shown.state, shown.overdue_seconds) == (State.BREACHED, 900)

    def test_of_a_clock_in_calendar_time(self, agreement, marketer):
        a_target(agreement, CLAIM, 24 * 60, calendar=None, position=1)
        clock = clock_of(a_handoff(by=marketer, at=on(20, 16)), CLAIM)
        shown = read_clock(clock=clock, at=on(21, 10))
        assert (shown.elapsed_seconds, shown.remaining_seconds) == (18 * 3600, 6 * 3600)
