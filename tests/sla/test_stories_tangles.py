"""Stories where several things come together: pauses with moves, limits nobody noticed, new cycles.

The desk works on weekdays from 9 to 17 UTC; 16 November is a Monday. A claim is promised within 30
minutes, a first touch within four hours, a decision within eight.
"""

import pytest

from kit.refusals import NotAllowed
from leads import lifecycle, qualifying
from leads.lifecycle import Decision
from leads.models import Lead
from sla.models import Breach, Pause, Target
from sla.sweep import sweep
from tests.cast import a_handoff, a_lead, a_rep, a_touch, clock_of, fresh
from tests.sla.stories import (
    CLAIM,
    DECISION,
    HOUR,
    OWNER,
    TOUCH,
    a_desk,
    hours,
    on,
    paused,
    resumed,
    shown,
)

pytestmark = pytest.mark.django_db
NO = Decision("duplicate")
FAR = on(27, 12)


@pytest.fixture
def desk(db):
    return a_desk(hours(), first_touch=4 * HOUR, decision=8 * HOUR, owner_touch=60)


@pytest.fixture
def lead(desk):
    return a_lead()


@pytest.fixture
def offered(desk, lead, marketer):
    return a_handoff(lead=lead, by=marketer, at=on(16, 12))


@pytest.fixture
def mine(offered, rep):
    """Claimed at once: its first touch is due at 16, its decision on Tuesday at 12."""
    return lifecycle.claim(handoff=offered, at=on(16, 12), by=rep)


class TestLimitsNobodyNoticed:
    """A pause that ran out without a sweep has ended all the same."""

    def test_a_rejection_long_after_finds_the_breach(self, mine, rep):
        paused(mine, rep, on(16, 13), on(16, 14))
        lifecycle.reject(handoff=fresh(mine), decision=NO, at=on(17, 10), by=rep)
        assert shown(mine, TOUCH, on(20, 12)) == ("breached", on(16, 17), 300, 0, 60)
        assert Breach.objects.get(clock__metric=TOUCH).due_at == on(16, 17)
        assert Pause.objects.get().ended_at == on(16, 14)

    def test_a_claim_long_after_is_late(self, offered, rep, manager):
        paused(offered, manager, on(16, 12, 10), on(16, 12, 40))
        lifecycle.claim(handoff=fresh(offered), at=on(16, 13, 30), by=rep)
        # 10 minutes before the pause, 20 after it: due at 13.
        assert shown(offered, CLAIM, on(20, 12)) == ("breached", on(16, 13), 60, 0, 30)

    def test_a_claim_soon_after_is_in_time(self, offered, rep, manager):
        paused(offered, manager, on(16, 12, 10), on(16, 12, 40))
        lifecycle.claim(handoff=fresh(offered), at=on(16, 13), by=rep)
        assert shown(offered, CLAIM, on(20, 12)) == ("met", on(16, 13), 30, 0, 0)

    def test_a_touch_that_happened_within_and_is_logged_after(self, mine, rep):
        paused(mine, rep, on(16, 13), on(16, 14))
        a_touch(fresh(mine), rep, on(17, 10), happened=on(16, 13, 30))
        assert shown(mine, TOUCH, on(20, 12))[::2] == ("met", 60, 0)

    def test_a_reassignment_after_it_starts_a_clock_that_runs(self, mine, rep, manager):
        paused(mine, rep, on(16, 13), on(16, 14))
        lifecycle.reassign(handoff=fresh(mine), to=a_rep("Nadia"), at=on(16, 15), by=manager)
        assert shown(mine, OWNER, on(16, 15, 30)) == ("on_track", on(16, 16), 30, 30, 0)
        assert shown(mine, TOUCH, on(16, 15, 30)) == ("on_track", on(16, 17), 150, 90, 0)


class TestPausesAndMoves:
    """Who takes, gives back and gets a lead that stands still."""

    def test_claimed_while_paused_the_claim_is_kept_and_the_touch_stands(
        self, offered, rep, manager
    ):
        paused(offered, manager, on(16, 12, 10), FAR)
        lifecycle.claim(handoff=fresh(offered), at=on(16, 14), by=rep)
        assert shown(offered, CLAIM, on(16, 15))[::2] == ("met", 10, 0)
        assert shown(offered, TOUCH, on(16, 15)) == ("paused", None, 10, 230, 0)
        assert shown(offered, DECISION, on(16, 15)) == ("paused", None, 0, 480, 0)
        resumed(offered, rep, on(16, 15))
        assert clock_of(offered, TOUCH).due_at == on(17, 10, 50)
        assert clock_of(offered, DECISION).due_at == on(17, 15)

    def test_released_and_claimed_again_while_paused(self, mine, rep, other_rep):
        paused(mine, rep, on(16, 13), FAR)
        lifecycle.release(handoff=fresh(mine), at=on(16, 14), by=rep)
        lifecycle.claim(handoff=fresh(mine), at=on(16, 15), by=other_rep)
        assert shown(mine, CLAIM, on(16, 16))[::2] == ("met", 0, 0)
        resumed(mine, other_rep, on(16, 16))
        # Three hours of the touch's were left, and all of the second decision's.
        assert shown(mine, TOUCH, on(16, 16)) == ("on_track", on(17, 11), 60, 180, 0)
        assert shown(mine, DECISION, on(16, 16)) == ("on_track", on(17, 16), 0, 480, 0)

    def test_the_new_owner_lets_it_run_on_the_former_may_not(self, mine, rep, manager):
        paused(mine, rep, on(16, 13), FAR)
        new = a_rep("Nadia")
        lifecycle.reassign(handoff=fresh(mine), to=new, at=on(16, 14), by=manager)
        with pytest.raises(NotAllowed):
            resumed(mine, rep, on(16, 15))
        resumed(mine, new, on(16, 15))
        assert clock_of(mine, OWNER).due_at == on(16, 16)

    def test_a_reason_that_stops_one_promise_leaves_the_others_running(self, mine, rep):
        Target.objects.filter(metric=DECISION).update(pause_reasons=["marketing"])
        paused(mine, rep, on(16, 13), FAR)
        assert shown(mine, TOUCH, on(16, 14))[0] == "paused"
        assert shown(mine, DECISION, on(16, 14)) == ("on_track", on(17, 12), 120, 360, 0)

    def test_withdrawn_while_paused_the_next_cycle_runs(self, offered, lead, marketer, manager):
        paused(offered, manager, on(16, 12, 10), FAR)
        lifecycle.withdraw(handoff=fresh(offered), at=on(16, 14), by=marketer)
        again = a_handoff(lead=Lead.objects.get(pk=lead.pk), by=marketer, at=on(16, 15))
        assert shown(offered, CLAIM, on(16, 16))[::2] == ("void", 10, 0)
        assert shown(again, CLAIM, on(16, 15, 10)) == ("on_track", on(16, 15, 30), 10, 20, 0)

    def test_a_touch_struck_while_paused_leaves_the_clock_standing(self, mine, rep):
        touch = a_touch(fresh(mine), rep, on(16, 12, 30))
        paused(mine, rep, on(16, 13), FAR)  # the decision's clock
        lifecycle.strike_touch(touch=touch, reason="Another lead", at=on(16, 14), by=rep)
        assert shown(mine, TOUCH, on(16, 15)) == ("paused", None, 60, 180, 0)
        resumed(mine, rep, on(16, 15))
        assert clock_of(mine, TOUCH).due_at == on(17, 10)

    def test_a_breach_neither_stops_nor_is_stopped_by_a_neighbour_s_pause(self, mine, rep):
        sweep(at=on(16, 16, 30))
        paused(mine, rep, on(16, 16, 30), FAR)  # the decision's clock alone
        assert shown(mine, DECISION, on(17, 10)) == ("paused", None, 270, 210, 0)
        a_touch(fresh(mine), rep, on(17, 10))
        # An hour of Monday and one of Tuesday beyond the four.
        assert shown(mine, TOUCH, on(20, 12)) == ("breached", on(16, 16), 360, 0, 120)


class TestCycles:
    """A lead that comes back begins anew, and what was before stays as it was."""

    def test_returned_qualified_and_offered_again(self, mine, lead, rep, marketer):
        a_touch(fresh(mine), rep, on(16, 12, 30))
        until = Decision("timing", until_date=on(18, 12).date())
        lifecycle.recycle(handoff=fresh(mine), decision=until, at=on(16, 13), by=rep)
        qualifying.qualify_mql(
            lead=Lead.objects.get(pk=lead.pk), override_reason="Asked", at=on(19, 9), by=marketer
        )
        again = a_handoff(lead=Lead.objects.get(pk=lead.pk), by=marketer, at=on(19, 16))
        assert again.cycle == 2
        assert shown(again, TOUCH, on(20, 10)) == ("on_track", on(20, 12), 120, 120, 0)
        assert shown(mine, TOUCH, on(20, 10)) == ("met", on(16, 16), 30, 210, 0)
        assert shown(mine, DECISION, on(20, 10)) == ("void", on(17, 12), 60, 420, 0)

    def test_rejected_corrected_and_offered_again(self, offered, lead, rep, marketer):
        sweep(at=on(16, 12, 45))
        lifecycle.reject(handoff=fresh(offered), decision=NO, at=on(16, 13), by=rep)
        qualifying.qualify_mql(
            lead=Lead.objects.get(pk=lead.pk),
            override_reason="No double",
            at=on(16, 14),
            by=marketer,
        )
        again = a_handoff(lead=Lead.objects.get(pk=lead.pk), by=marketer, at=on(16, 14))
        lifecycle.claim(handoff=again, at=on(16, 14, 30), by=rep)
        assert shown(offered, CLAIM, on(17, 12)) == ("breached", on(16, 12, 30), 60, 0, 30)
        assert shown(again, CLAIM, on(17, 12)) == ("met", on(16, 14, 30), 30, 0, 0)
        assert Breach.objects.filter(clock__metric=CLAIM).count() == 1
