"""Touches by truth: one that was logged wrongly is corrected or struck out, and verdicts follow.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is a Monday. The first touch of a
lead handed over at noon is due at 13:00, its warning comes at 12:45. Reckoned by hand.
"""

import random
from datetime import timedelta

import pytest

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from leads.lifecycle import Decision, NewTouch
from leads.models import StageChange, Touch, TouchCorrection
from leads.refusals import AttemptsOutstanding, IllegalMove
from leads.stages import Move
from sla.deadlines import State
from sla.models import Breach, Clock, ClockEvent, Metric, Target
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import NOON, a_handoff, a_target, a_touch, after, clock_of, fresh

pytestmark = pytest.mark.django_db
TOUCH = Metric.FIRST_TOUCH


def corrected(touch, by, at, reason="", **text):
    """Correct ``touch`` through the verb: what is not named stays as it was."""
    names = ("channel", "outcome", "occurred_at", "note")
    said = {name: text.get(name, getattr(touch, name)) for name in names}
    return lifecycle.correct_touch(touch=touch, text=NewTouch(**said), reason=reason, at=at, by=by)


def struck(touch, by, at, reason="It was another lead"):
    """Strike ``touch`` out through the verb."""
    return lifecycle.strike_touch(touch=touch, reason=reason, at=at, by=by)


def story(clock):
    """Return what befell ``clock``, in order, with its instants."""
    return list(ClockEvent.objects.filter(clock=clock).order_by("id").values_list("kind", "at"))


@pytest.fixture
def mine(handoff, rep):
    """A hand-off that the rep claimed at five past noon."""
    return lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)


@pytest.fixture
def touch(mine, rep):
    """A touch of twenty past noon, logged then."""
    return a_touch(mine, rep, after(minutes=20), note="Wants a demo")


class TestWhatItSaid:
    """Nothing is overwritten without a trace."""

    def test_the_former_text_stays_readable(self, touch, rep):
        corrected(touch, rep, after(minutes=40), channel="email", note="Wrote", reason="Slip")
        touch.refresh_from_db()
        assert (touch.channel, touch.note) == ("email", "Wrote")
        former = TouchCorrection.objects.get(touch=touch)
        assert (former.channel, former.note, former.occurred_at) == (
            "call",
            "Wants a demo",
            after(minutes=20),
        )
        assert (former.reason, former.by, former.at) == ("Slip", rep, after(minutes=40))

    def test_it_is_a_move_of_the_lead_with_who_and_when(self, touch, rep):
        corrected(touch, rep, after(minutes=40), channel="email")
        change = StageChange.objects.latest("id")
        assert (change.move, change.by, change.at) == (Move.CORRECT, rep, after(minutes=40))
        assert change.correction.channel == "call"

    def test_a_struck_touch_stays_readable_and_no_longer_counts(self, touch, mine, rep):
        struck(touch, rep, after(minutes=40))
        assert Touch.every.get(pk=touch.pk).note == "Wants a demo"
        assert not Touch.objects.filter(pk=touch.pk).exists()
        assert fresh(mine).first_touch_at is None

    def test_the_hand_off_shows_the_earliest_touch_that_is_left(self, touch, mine, rep):
        a_touch(fresh(mine), rep, after(minutes=30))
        struck(touch, rep, after(minutes=40))
        assert fresh(mine).first_touch_at == after(minutes=30)


class TestVerdicts:
    """Every verdict is judged anew by all touches that count, visibly."""

    def test_striking_the_only_touch_lets_the_clock_run_from_its_start(self, touch, mine, rep):
        struck(touch, rep, after(minutes=40))
        clock = clock_of(mine, TOUCH)
        assert (clock.stopped_at, clock.due_at, clock.started_at) == (None, after(hours=1), NOON)
        assert story(clock)[-2:] == [("met", after(minutes=20)), ("reopened", after(minutes=40))]
        assert read_clock(clock=clock, at=after(minutes=50)).state == State.AT_RISK

    def test_and_the_sweep_flags_it_at_its_true_due_instant(self, touch, mine, rep, manager):
        struck(touch, manager, after(days=1))
        sweep(at=after(days=1, minutes=1))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.breached_at) == ("breached", after(hours=1))
        breach = Breach.objects.get(clock=clock)
        assert (breach.due_at, breach.charged_to) == (after(hours=1), rep)

    def test_a_touch_that_happened_later_than_was_said_breaks_the_promise(self, mine, rep):
        touch = a_touch(fresh(mine), rep, after(minutes=90), happened=after(minutes=20))
        assert clock_of(mine, TOUCH).state == "met"
        corrected(touch, rep, after(minutes=95), occurred_at=after(minutes=80))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.stopped_at) == ("breached", after(minutes=80))
        assert clock.breached_at == after(hours=1)
        assert clock.business_seconds == 80 * 60
        assert Breach.objects.get(clock=clock, withdrawn_at=None).due_at == after(hours=1)
        assert [kind for kind, _at in story(clock)][-3:] == ["warned", "breached", "late"]

    def test_one_that_happened_earlier_undoes_the_breach(self, mine, rep):
        sweep(at=after(minutes=61))
        touch = a_touch(fresh(mine), rep, after(minutes=90), happened=after(minutes=80))
        corrected(touch, rep, after(minutes=95), occurred_at=after(minutes=50))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.breached_at) == ("met", None)
        assert Breach.objects.get(clock=clock).withdrawn_at == after(minutes=95)

    def test_a_late_answer_that_is_struck_leaves_the_breach(self, mine, rep):
        sweep(at=after(minutes=61))
        touch = a_touch(fresh(mine), rep, after(minutes=90))
        struck(touch, rep, after(minutes=95))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.breached_at, clock.stopped_at) == (
            "breached",
            after(hours=1),
            None,
        )
        assert Breach.objects.filter(clock=clock, withdrawn_at=None).count() == 1

    def test_striking_a_later_touch_moves_nothing(self, touch, mine, rep):
        second = a_touch(fresh(mine), rep, after(minutes=30))
        before = story(clock_of(mine, TOUCH))
        struck(second, rep, after(minutes=40))
        assert story(clock_of(mine, TOUCH)) == before

    def test_a_conversation_that_was_none_does_not_count_where_one_is_promised(
        self, agreement, marketer, rep
    ):
        Target.objects.filter(metric=TOUCH).update(needs_conversation=True)
        mine = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=5), by=rep)
        touch = a_touch(mine, rep, after(minutes=20))
        corrected(touch, rep, after(minutes=25), outcome="no_answer")
        assert clock_of(mine, TOUCH).stopped_at is None

    def test_in_a_closed_hand_off_what_the_touch_kept_has_fallen_away(self, touch, mine, rep):
        decision = Decision(reason="timing", until_date=after(days=9).date())
        lifecycle.recycle(handoff=fresh(mine), decision=decision, at=after(minutes=50), by=rep)
        struck(touch, rep, after(minutes=55))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.voided_at) == ("void", after(minutes=50))

    def test_and_is_broken_where_it_was_overdue_by_then(self, touch, mine, rep):
        decision = Decision(reason="timing", until_date=after(days=9).date())
        lifecycle.recycle(handoff=fresh(mine), decision=decision, at=after(minutes=90), by=rep)
        struck(touch, rep, after(minutes=95))
        clock = clock_of(mine, TOUCH)
        assert (clock.state, clock.breached_at) == ("breached", after(hours=1))

    def test_the_order_of_correcting_does_not_matter(self, agreement, marketer, rep):
        ends = []
        for order in ((0, 1), (1, 0)):
            mine = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=5), by=rep)
            touches = [a_touch(fresh(mine), rep, after(minutes=minute)) for minute in (20, 30)]
            wanted = (after(minutes=10), after(minutes=15))
            for place in order:
                corrected(touches[place], rep, after(minutes=40), occurred_at=wanted[place])
            clock = clock_of(mine, TOUCH)
            ends.append((clock.state, clock.stopped_at, clock.business_seconds))
        assert ends == [("met", after(minutes=10), 600)] * 2


class TestAttempts:
    """Attempts are counted by the touches that stand."""

    @pytest.fixture
    def tried(self, agreement, marketer, rep):
        """A hand-off with three attempts promised in calendar time, one made at 12:20."""
        a_target(agreement, Metric.ATTEMPT, 300, calendar=None, attempts=3)
        mine = lifecycle.claim(handoff=a_handoff(by=marketer), at=NOON, by=rep)
        a_touch(mine, rep, after(minutes=20), outcome="no_answer")
        return fresh(mine)

    def clock(self, handoff, seq):
        """Return the clock of an attempt."""
        return Clock.objects.get(handoff=handoff, metric=Metric.ATTEMPT, seq=seq)

    def test_a_struck_attempt_is_owed_again(self, tried, rep):
        second = a_touch(tried, rep, after(minutes=30), outcome="no_answer")
        assert self.clock(tried, 2).state == "met"
        struck(second, rep, after(minutes=40))
        clock = self.clock(tried, 2)
        # Two of three attempts within 300 minutes: 200 minutes after the claim.
        assert (clock.stopped_at, clock.due_at) == (None, after(minutes=200))

    def test_a_lead_that_was_not_reached_after_all_is_owed_the_rest(self, tried, rep):
        second = a_touch(tried, rep, after(minutes=30))
        assert self.clock(tried, 3).state == "void"
        corrected(second, rep, after(minutes=40), outcome="no_answer")
        clock = self.clock(tried, 3)
        assert (clock.voided_at, clock.state, clock.due_at) == (
            None,
            "on_track",
            after(minutes=300),
        )

    def test_unable_to_reach_counts_only_what_stands(self, mine, rep, settings):
        for minute in (10, 20, 30, 40, 50):
            last = a_touch(fresh(mine), rep, after(minutes=minute), outcome="no_answer")
        struck(last, rep, after(minutes=55))
        decision = Decision(reason="unreachable", text="No answer")
        with pytest.raises(AttemptsOutstanding):
            lifecycle.disqualify(handoff=fresh(mine), decision=decision, at=after(hours=1), by=rep)


class TestWhoMay:
    """Its author within a day, a manager of sales after."""

    def test_the_author_within_a_day(self, touch, rep):
        assert corrected(touch, rep, after(days=1, minutes=20), note="More").note == "More"

    def test_not_a_second_later(self, touch, rep):
        late = after(days=1, minutes=20) + timedelta(seconds=1)
        with pytest.raises(NotAllowed):
            corrected(touch, rep, late, note="More")

    def test_a_manager_of_sales_at_any_time(self, touch, manager):
        assert struck(touch, manager, after(days=30)).struck_at == after(days=30)

    def test_nobody_else(self, touch, other_rep, marketer, marketing_manager):
        for person in (other_rep, marketer, marketing_manager):
            with pytest.raises(NotAllowed):
                corrected(touch, person, after(minutes=40), note="More")
        assert not TouchCorrection.objects.exists()

    def test_it_cannot_be_dated_back_by_more_than_a_day_but_by_a_manager(
        self, agreement, marketer, rep, manager
    ):
        mine = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=5), by=rep)
        touch = a_touch(mine, rep, after(days=2))
        with pytest.raises(NotAllowed):
            corrected(touch, rep, after(days=2, hours=1), occurred_at=after(minutes=10))
        corrected(touch, manager, after(days=2, hours=1), occurred_at=after(minutes=10))
        assert clock_of(mine, TOUCH).stopped_at == after(minutes=10)


class TestWhatCannotBe:
    """Each refusal says what is wrong, and writes nothing."""

    @pytest.mark.parametrize(
        "text",
        [
            {"channel": "pigeon"},
            {"outcome": "bought"},
            {"occurred_at": after(minutes=-5)},
            {"occurred_at": after(minutes=39)},
            {},
        ],
    )
    def test_bad_input_changes_nothing(self, touch, rep, text):
        with pytest.raises(BadInput):
            corrected(touch, rep, after(minutes=40), **text)
        assert not TouchCorrection.objects.exists()
        assert StageChange.objects.filter(move=Move.CORRECT).count() == 0

    def test_striking_needs_a_reason(self, touch, rep):
        with pytest.raises(BadInput):
            struck(touch, rep, after(minutes=40), reason=" ")

    def test_a_struck_touch_is_not_struck_or_corrected_again(self, touch, rep):
        struck(touch, rep, after(minutes=40))
        with pytest.raises(IllegalMove):
            struck(touch, rep, after(minutes=41))
        with pytest.raises(IllegalMove):
            corrected(touch, rep, after(minutes=41), note="More")


class TestAnyOrder:
    """However touches came to say what they say, the verdict is that of their last words."""

    @pytest.mark.parametrize("seed", range(8))
    def test_corrections_end_where_logging_it_right_at_once_ends(
        self, agreement, marketer, rep, manager, seed
    ):
        a_target(agreement, Metric.ATTEMPT, 120, calendar=None, attempts=3)
        luck = random.Random(seed)
        now, minutes = after(minutes=110), range(6, 110, 7)
        crooked = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=5), by=rep)
        for minute in luck.sample(minutes, 3):
            a_touch(fresh(crooked), rep, now, happened=after(minutes=minute), outcome="no_answer")
        sweep(at=now)
        for touch in luck.sample(list(Touch.objects.filter(handoff=crooked)), 3):
            if luck.random() < 0.3:
                struck(touch, manager, now)
            else:
                outcome = luck.choice(["reached", "no_answer", "no_answer"])
                happened = after(minutes=luck.choice(minutes))
                if (happened, outcome) != (touch.occurred_at, touch.outcome):
                    corrected(touch, manager, now, occurred_at=happened, outcome=outcome)
        straight = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=5), by=rep)
        for touch in Touch.objects.filter(handoff=crooked).order_by("occurred_at"):
            a_touch(fresh(straight), rep, now, happened=touch.occurred_at, outcome=touch.outcome)
        sweep(at=after(days=1))
        assert verdicts(crooked) == verdicts(straight)


def verdicts(handoff):
    """Return how each promise stands at the end; one that fell away is as good as none."""
    fields = ("metric", "seq", "state", "stopped_at", "breached_at", "voided_at")
    rows = Clock.objects.filter(handoff=handoff, metric__in=[TOUCH, Metric.ATTEMPT])
    rows = rows.exclude(state="void")
    return list(rows.order_by("metric", "seq").values_list(*fields))
