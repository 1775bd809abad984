"""Stories about touches: when one counts is when it happened, whoever logs it whenever.

The desk works on weekdays from 9 to 17 UTC; 16 November is a Monday. A claim is promised within 30
minutes, a first touch within 60.
"""

from datetime import timedelta

import pytest

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from leads.lifecycle import NewTouch
from leads.models import Touch
from sla.models import Breach, Target
from sla.sweep import sweep
from tests.cast import a_handoff, a_touch, clock_of, fresh
from tests.sla.stories import (
    ATTEMPT,
    CLAIM,
    HOUR,
    TOUCH,
    a_desk,
    hours,
    in_seconds,
    on,
    paused,
    resumed,
    shown,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return a_desk(hours())


@pytest.fixture
def mine(desk, marketer, rep):
    """Handed over on Monday at 12 and claimed at once: its first touch is due at 13."""
    return lifecycle.claim(handoff=a_handoff(by=marketer, at=on(16, 12)), at=on(16, 12), by=rep)


def logged(handoff, by, at, happened, **fields):
    return a_touch(fresh(handoff), by, at, happened=happened, **fields)


def corrected(touch, by, at, **text):
    names = ("channel", "outcome", "occurred_at", "note")
    said = {name: text.get(name, getattr(touch, name)) for name in names}
    return lifecycle.correct_touch(touch=touch, text=NewTouch(**said), at=at, by=by)


def struck(touch, by, at):
    return lifecycle.strike_touch(touch=touch, reason="Another lead", at=at, by=by)


class TestInTime:
    """At the due instant at the latest, by when it happened."""

    def test_at_the_due_instant_itself(self, mine, rep):
        logged(mine, rep, on(16, 13), on(16, 13))
        assert shown(mine, TOUCH, on(20, 12)) == ("met", on(16, 13), 60, 0, 0)

    def test_a_second_after_it(self, mine, rep):
        logged(mine, rep, on(16, 13, 0, 1), on(16, 13, 0, 1))
        assert in_seconds(mine, TOUCH, on(20, 12)) == ("breached", on(16, 13), 3601, 0, 1)

    def test_at_the_instant_of_the_hand_off(self, mine, rep):
        logged(mine, rep, on(16, 12, 5), on(16, 12))
        assert shown(mine, TOUCH, on(20, 12)) == ("met", on(16, 13), 0, 60, 0)

    def test_on_a_sunday_for_a_lead_of_friday(self, desk, marketer, rep):
        handoff = a_handoff(by=marketer, at=on(20, 16, 30))
        logged(handoff, rep, on(22, 11), on(22, 11))
        # Half an hour was worked on Friday; the promise lasted until half past nine on Monday.
        assert shown(handoff, TOUCH, on(24, 12)) == ("met", on(23, 9, 30), 30, 30, 0)

    def test_two_within_a_second_are_one_answer(self, mine, rep):
        logged(mine, rep, on(16, 12, 20), on(16, 12, 20))
        logged(mine, rep, on(16, 12, 20), on(16, 12, 20), channel="email")
        assert shown(mine, TOUCH, on(20, 12))[:3] == ("met", on(16, 13), 20)
        assert Touch.objects.count() == 2

    def test_a_call_before_the_claim_counts_from_the_hand_off(self, desk, marketer, rep):
        handoff = a_handoff(by=marketer, at=on(16, 12))
        lifecycle.claim(handoff=handoff, at=on(16, 12, 25), by=rep)
        logged(handoff, rep, on(16, 12, 26), on(16, 12, 10))
        assert shown(handoff, TOUCH, on(20, 12))[:3] == ("met", on(16, 13), 10)
        assert shown(handoff, CLAIM, on(20, 12))[:3] == ("met", on(16, 12, 30), 25)

    def test_a_later_one_changes_nothing(self, mine, rep):
        logged(mine, rep, on(16, 12, 20), on(16, 12, 20))
        logged(mine, rep, on(17, 12), on(17, 12))
        assert shown(mine, TOUCH, on(20, 12))[:3] == ("met", on(16, 13), 20)


class TestLogging:
    """When it was logged does not matter, within bounds."""

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
    def test_the_earliest_wins_in_any_order(self, mine, rep, order):
        happened = (on(16, 12, 50), on(16, 13, 10), on(16, 14))
        for place, each in enumerate(order):
            logged(mine, rep, on(16, 15, place), happened[each])
            sweep(at=on(16, 15, place))
        assert shown(mine, TOUCH, on(20, 12)) == ("met", on(16, 13), 50, 10, 0)
        assert not Breach.objects.filter(withdrawn_at=None).exists()

    def test_logged_the_next_morning_it_undoes_the_breach_of_the_night(self, desk, marketer, rep):
        handoff = a_handoff(by=marketer, at=on(16, 15))
        lifecycle.claim(handoff=handoff, at=on(16, 15), by=rep)
        sweep(at=on(16, 20))
        assert shown(handoff, TOUCH, on(16, 20))[0] == "breached"
        logged(handoff, rep, on(17, 9, 5), on(16, 15, 45))
        assert shown(handoff, TOUCH, on(17, 9, 5)) == ("met", on(16, 16), 45, 15, 0)
        assert Breach.objects.get(clock__metric=TOUCH).withdrawn_at == on(17, 9, 5)

    def test_a_minute_before_the_hand_off_is_moved_to_it(self, mine, rep):
        touch = logged(mine, rep, on(16, 12, 5), on(16, 11, 59))
        assert touch.occurred_at == on(16, 12)
        with pytest.raises(BadInput) as refusal:
            logged(mine, rep, on(16, 12, 5), on(16, 11, 58, 59))
        assert refusal.value.field == "occurred_at"

    def test_a_minute_ahead_is_moved_to_now(self, mine, rep):
        touch = logged(mine, rep, on(16, 12, 5), on(16, 12, 6))
        assert touch.occurred_at == on(16, 12, 5)
        with pytest.raises(BadInput):
            logged(mine, rep, on(16, 12, 5), on(16, 12, 6, 1))

    def test_a_day_back_is_the_rep_s_a_second_more_the_manager_s(self, mine, rep, manager):
        with pytest.raises(NotAllowed):
            logged(mine, rep, on(17, 12, 30, 1), on(16, 12, 30))
        logged(mine, manager, on(17, 12, 30, 1), on(16, 12, 31))
        logged(mine, rep, on(17, 12, 30), on(16, 12, 30))
        assert shown(mine, TOUCH, on(20, 12))[:3] == ("met", on(16, 13), 30)

    def test_a_call_in_vain_is_no_conversation_where_one_is_promised(self, desk, marketer, rep):
        Target.objects.filter(metric=TOUCH).update(needs_conversation=True)
        handoff = a_handoff(by=marketer, at=on(16, 12))
        logged(handoff, rep, on(16, 12, 10), on(16, 12, 10), outcome="no_answer")
        assert shown(handoff, TOUCH, on(16, 12, 30)) == ("on_track", on(16, 13), 30, 30, 0)
        logged(handoff, rep, on(16, 13, 30), on(16, 13, 30))
        assert shown(handoff, TOUCH, on(20, 12)) == ("breached", on(16, 13), 90, 0, 30)

    def test_others_do_not_log_for_the_owner(self, mine, other_rep, marketer, outsider):
        for by in (other_rep, marketer, outsider):
            with pytest.raises(NotAllowed):
                logged(mine, by, on(16, 12, 10), on(16, 12, 10))


class TestCorrecting:
    """What was logged wrongly is put right, and every verdict follows."""

    def test_later_than_was_said_breaks_the_promise(self, mine, rep):
        touch = logged(mine, rep, on(16, 15), on(16, 12, 45))
        corrected(touch, rep, on(16, 15, 5), occurred_at=on(16, 14))
        assert shown(mine, TOUCH, on(20, 12)) == ("breached", on(16, 13), 120, 0, 60)
        assert Breach.objects.get(clock__metric=TOUCH, withdrawn_at=None).charged_to == rep

    def test_and_back_again_keeps_it(self, mine, rep):
        touch = logged(mine, rep, on(16, 15), on(16, 12, 45))
        corrected(touch, rep, on(16, 15, 5), occurred_at=on(16, 14))
        corrected(touch, rep, on(16, 15, 9), occurred_at=on(16, 12, 50))
        assert shown(mine, TOUCH, on(20, 12)) == ("met", on(16, 13), 50, 10, 0)
        assert not Breach.objects.filter(clock__metric=TOUCH, withdrawn_at=None).exists()

    def test_the_first_struck_leaves_the_second_to_answer(self, mine, rep):
        first = logged(mine, rep, on(16, 12, 20), on(16, 12, 20))
        logged(mine, rep, on(16, 12, 40), on(16, 12, 40))
        struck(first, rep, on(16, 12, 45))
        assert shown(mine, TOUCH, on(20, 12)) == ("met", on(16, 13), 40, 20, 0)

    def test_the_only_one_struck_lets_the_clock_run_as_if_it_had_never_stopped(self, mine, rep):
        touch = logged(mine, rep, on(16, 12, 20), on(16, 12, 20))
        struck(touch, rep, on(16, 12, 30))
        assert shown(mine, TOUCH, on(16, 12, 50)) == ("at_risk", on(16, 13), 50, 10, 0)
        logged(mine, rep, on(16, 12, 55), on(16, 12, 55))
        assert shown(mine, TOUCH, on(20, 12)) == ("met", on(16, 13), 55, 5, 0)

    def test_struck_after_the_due_instant_it_is_overdue_since_then(self, mine, rep):
        touch = logged(mine, rep, on(16, 12, 20), on(16, 12, 20))
        struck(touch, rep, on(16, 14))
        assert shown(mine, TOUCH, on(16, 14)) == ("breached", on(16, 13), 120, 0, 60)

    def test_struck_after_a_pause_the_pause_counts_too(self, db, marketer, rep):
        # The decision's clock was paused while the touch seemed to be answered.
        a_desk(hours(), decision=8 * HOUR)
        handoff = a_handoff(by=marketer, at=on(16, 12))
        touch = logged(handoff, rep, on(16, 12, 20), on(16, 12, 20))
        paused(handoff, rep, on(16, 12, 30), on(27, 12))
        resumed(handoff, rep, on(16, 13, 30))
        struck(touch, rep, on(16, 13, 40))
        # 12:00 to 12:30 and 13:30 to 13:40 were used of the hour.
        assert shown(handoff, TOUCH, on(16, 13, 40)) == ("on_track", on(16, 14), 40, 20, 0)

    def test_corrected_into_a_pause_it_took_the_time_before_it(self, db, marketer, rep):
        a_desk(hours(), decision=8 * HOUR)
        handoff = a_handoff(by=marketer, at=on(16, 12))
        touch = logged(handoff, rep, on(16, 12, 20), on(16, 12, 20))
        paused(handoff, rep, on(16, 12, 30), on(27, 12))
        resumed(handoff, rep, on(16, 14))
        corrected(touch, rep, on(16, 14, 5), occurred_at=on(16, 12, 20) + timedelta(minutes=-5))
        assert shown(handoff, TOUCH, on(20, 12))[:3] == ("met", on(16, 13), 15)

    def test_an_attempt_that_is_struck_is_owed_again(self, db, marketer, rep):
        a_desk(hours(), attempt=6 * HOUR)
        handoff = a_handoff(by=marketer, at=on(16, 9))
        logged(handoff, rep, on(16, 9), on(16, 9), outcome="no_answer")
        second = logged(handoff, rep, on(16, 10), on(16, 10), outcome="no_answer")
        # The second of three attempts has four hours, the third six.
        assert shown(handoff, ATTEMPT, on(16, 10)) == ("on_track", on(16, 15), 60, 300, 0)
        struck(second, rep, on(16, 11))
        clocks = {clock.seq: clock for clock in handoff.clocks.filter(metric=ATTEMPT)}
        assert (clocks[2].due_at, clocks[2].stopped_at) == (on(16, 13), None)
        logged(handoff, rep, on(16, 12), on(16, 12))  # reached: the third is owed no more
        assert shown(handoff, ATTEMPT, on(20, 12))[0] == "void"
        assert clock_of(handoff, TOUCH).stopped_at == on(16, 9)
