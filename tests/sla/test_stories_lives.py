"""Stories about lives: a lead is handed over, taken, given back, refused, and offered again.

The desk works on weekdays from 9 to 17 UTC; 16 November is a Monday. A claim is promised within 30
minutes, a first touch within 60, a decision within four hours, an answer to a rejection within two.
"""

import pytest

from leads import feedback, lifecycle
from leads.lifecycle import Decision
from leads.models import Lead
from leads.refusals import AlreadyClaimed, IllegalMove, StaleLead, TooLateToUndo
from sla.models import Breach, Clock
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import BRIEF, a_handoff, a_lead, a_rep, a_touch, clock_of, fresh
from tests.sla.stories import (
    ANSWER,
    CLAIM,
    DECISION,
    HOUR,
    OWNER,
    TOUCH,
    a_desk,
    hours,
    in_seconds,
    on,
    paused,
    shown,
)

pytestmark = pytest.mark.django_db
NO = Decision("duplicate")


@pytest.fixture
def desk(db):
    return a_desk(hours(), decision=4 * HOUR, answer=2 * HOUR, owner_touch=45)


@pytest.fixture
def lead(desk):
    return a_lead()


@pytest.fixture
def handoff(desk, lead, marketer):
    return a_handoff(lead=lead, by=marketer, at=on(16, 12))


def claimed(handoff, rep, at):
    return lifecycle.claim(handoff=fresh(handoff), at=at, by=rep)


def states(handoff, metric, at):
    """Return the state of each clock of ``metric`` at ``at``, by its number."""
    rows = Clock.objects.filter(handoff=handoff, metric=metric).order_by("seq")
    return [read_clock(clock=clock, at=at).state.value for clock in rows]


class TestClaims:
    """Who takes it, when, and who was faster."""

    def test_at_the_due_instant_itself_is_in_time(self, handoff, rep):
        claimed(handoff, rep, on(16, 12, 30))
        assert shown(handoff, CLAIM, on(16, 14)) == ("met", on(16, 12, 30), 30, 0, 0)
        assert not Breach.objects.exists()

    def test_a_second_later_is_late_by_a_second(self, handoff, rep):
        claimed(handoff, rep, on(16, 12, 30, 1))
        assert in_seconds(handoff, CLAIM, on(16, 14)) == ("breached", on(16, 12, 30), 1801, 0, 1)
        assert Breach.objects.get().due_at == on(16, 12, 30)

    def test_at_once_has_taken_no_time_and_is_an_answer(self, handoff, rep):
        claimed(handoff, rep, on(16, 12))
        assert shown(handoff, CLAIM, on(16, 14)) == ("met", on(16, 12, 30), 0, 30, 0)

    def test_after_the_breach_its_true_length_is_known(self, handoff, rep):
        sweep(at=on(16, 13))
        claimed(handoff, rep, on(17, 9, 15))
        # Five hours of Monday and a quarter of an hour of Tuesday; 30 minutes were promised.
        assert shown(handoff, CLAIM, on(20, 12)) == ("breached", on(16, 12, 30), 315, 0, 285)

    def test_the_slower_of_two_hears_who_was_faster(self, handoff, rep, other_rep):
        stale = fresh(handoff)
        claimed(handoff, rep, on(16, 12, 10))
        with pytest.raises(AlreadyClaimed) as refusal:
            lifecycle.claim(handoff=stale, at=on(16, 12, 10), by=other_rep)
        assert refusal.value.extra["claimed_by"] == rep.name
        assert shown(handoff, CLAIM, on(16, 14))[:3] == ("met", on(16, 12, 30), 10)

    def test_before_the_hand_off_there_is_nothing_to_claim(self, handoff, rep):
        with pytest.raises(StaleLead):
            claimed(handoff, rep, on(16, 11, 59, 59))
        assert shown(handoff, CLAIM, on(16, 12, 10))[0] == "on_track"

    def test_claimed_at_night_is_met_with_what_was_worked_until_closing(self, desk, marketer, rep):
        late = a_handoff(by=marketer, at=on(16, 16, 50))
        claimed(late, rep, on(16, 22))
        assert shown(late, CLAIM, on(17, 12)) == ("met", on(17, 9, 20), 10, 20, 0)

    def test_giving_it_to_a_rep_is_a_claim(self, handoff, rep, manager):
        lifecycle.assign(handoff=fresh(handoff), to=rep, at=on(16, 12, 20), by=manager)
        assert shown(handoff, CLAIM, on(16, 14))[:3] == ("met", on(16, 12, 30), 20)
        assert shown(handoff, DECISION, on(16, 12, 20))[1] == on(16, 16, 20)

    def test_a_touch_claims_what_nobody_has(self, handoff, rep):
        a_touch(fresh(handoff), rep, on(16, 12, 25))
        assert shown(handoff, CLAIM, on(16, 14))[:3] == ("met", on(16, 12, 30), 25)
        assert shown(handoff, TOUCH, on(16, 14))[:3] == ("met", on(16, 13), 25)
        assert fresh(handoff).owner == rep


class TestUndoing:
    """An undone claim has not been."""

    def test_the_clock_runs_on_from_its_start(self, handoff, rep):
        mine = claimed(handoff, rep, on(16, 12, 20))
        lifecycle.undo_claim(handoff=mine, at=on(16, 12, 20, 10), by=rep)
        assert shown(handoff, CLAIM, on(16, 12, 25)) == ("at_risk", on(16, 12, 30), 25, 5, 0)
        assert states(handoff, DECISION, on(16, 12, 25)) == ["void"]

    def test_not_a_second_too_late(self, handoff, rep):
        mine = claimed(handoff, rep, on(16, 12, 20))
        with pytest.raises(TooLateToUndo):
            lifecycle.undo_claim(handoff=mine, at=on(16, 12, 20, 11), by=rep)

    def test_over_the_due_instant_it_is_broken_after_all(self, handoff, rep):
        mine = claimed(handoff, rep, on(16, 12, 29, 58))
        lifecycle.undo_claim(handoff=mine, at=on(16, 12, 30, 5), by=rep)
        assert in_seconds(handoff, CLAIM, on(16, 12, 30, 6))[0] == "breached"
        sweep(at=on(16, 12, 30, 6))
        assert Breach.objects.get(clock__metric=CLAIM).due_at == on(16, 12, 30)

    def test_the_next_claim_counts_from_the_hand_off(self, handoff, rep, other_rep):
        mine = claimed(handoff, rep, on(16, 12, 5))
        lifecycle.undo_claim(handoff=mine, at=on(16, 12, 5, 3), by=rep)
        claimed(handoff, other_rep, on(16, 12, 28))
        assert shown(handoff, CLAIM, on(16, 14))[:4] == ("met", on(16, 12, 30), 28, 2)
        # The first promise to decide fell away; the second began with the second claim.
        assert states(handoff, DECISION, on(16, 13)) == ["void", "on_track"]
        assert clock_of(handoff, DECISION).due_at == on(16, 16, 28)

    def test_a_late_claim_undone_and_made_again_is_one_breach(self, handoff, rep):
        mine = claimed(handoff, rep, on(16, 12, 40))
        lifecycle.undo_claim(handoff=mine, at=on(16, 12, 40, 5), by=rep)
        sweep(at=on(16, 12, 50))
        claimed(handoff, rep, on(16, 13))
        assert shown(handoff, CLAIM, on(16, 14)) == ("breached", on(16, 12, 30), 60, 0, 30)
        assert Breach.objects.filter(clock__metric=CLAIM, withdrawn_at=None).count() == 1


class TestReleasing:
    """Back to the queue: a new promise to claim; the buyer has waited all along."""

    def test_the_new_claim_clock_is_whole_and_the_response_s_goes_on(self, handoff, rep):
        mine = claimed(handoff, rep, on(16, 12, 10))
        lifecycle.release(handoff=mine, at=on(16, 12, 40), by=rep)
        assert states(handoff, CLAIM, on(16, 12, 50)) == ["met", "on_track"]
        assert shown(handoff, CLAIM, on(16, 12, 50)) == ("on_track", on(16, 13, 10), 10, 20, 0)
        assert shown(handoff, TOUCH, on(16, 12, 50)) == ("at_risk", on(16, 13), 50, 10, 0)

    def test_before_closing_the_new_promise_reaches_into_the_morning(self, handoff, rep):
        mine = claimed(handoff, rep, on(16, 12, 10))
        lifecycle.release(handoff=mine, at=on(16, 16, 50), by=rep)
        assert clock_of(handoff, CLAIM).due_at == on(17, 9, 20)

    def test_three_hands_in_an_hour(self, handoff, rep, other_rep):
        for minute in (5, 15, 25):
            mine = claimed(handoff, rep if minute != 15 else other_rep, on(16, 12, minute))
            lifecycle.release(handoff=mine, at=on(16, 12, minute + 5), by=mine.owner)
        at = on(16, 12, 50)
        assert states(handoff, CLAIM, at) == ["met", "met", "met", "on_track"]
        assert states(handoff, DECISION, at) == ["void", "void", "void"]
        assert shown(handoff, CLAIM, at) == ("on_track", on(16, 13), 20, 10, 0)

    def test_of_a_touched_lead_leaves_the_touch(self, handoff, rep, other_rep):
        mine = claimed(handoff, rep, on(16, 12, 5))
        a_touch(mine, rep, on(16, 12, 20))
        lifecycle.release(handoff=fresh(handoff), at=on(16, 12, 30), by=rep)
        claimed(handoff, other_rep, on(16, 12, 45))
        assert shown(handoff, TOUCH, on(17, 12))[:3] == ("met", on(16, 13), 20)

    def test_a_decision_that_was_overdue_stays_broken(self, handoff, rep):
        mine = claimed(handoff, rep, on(16, 12))
        lifecycle.release(handoff=mine, at=on(16, 16, 1), by=rep)
        assert states(handoff, DECISION, on(16, 16, 1)) == ["breached"]
        assert Breach.objects.get(clock__metric=DECISION).charged_to == rep


class TestReassigning:
    """Another owner: the lead has waited, so it still does."""

    def test_the_response_s_clock_goes_on_and_the_owner_s_begins(self, handoff, rep, manager):
        mine = claimed(handoff, rep, on(16, 12, 5))
        new = a_rep("Nadia")
        lifecycle.reassign(handoff=mine, to=new, at=on(16, 12, 30), by=manager)
        assert shown(handoff, TOUCH, on(16, 12, 40)) == ("on_track", on(16, 13), 40, 20, 0)
        assert shown(handoff, OWNER, on(16, 12, 40)) == ("on_track", on(16, 13, 15), 10, 35, 0)
        a_touch(fresh(handoff), new, on(16, 13, 10))
        assert shown(handoff, TOUCH, on(16, 14)) == ("breached", on(16, 13), 70, 0, 10)
        assert shown(handoff, OWNER, on(16, 14)) == ("met", on(16, 13, 15), 40, 5, 0)

    def test_during_a_pause_the_new_owner_s_clock_stands_too(self, handoff, rep, manager):
        mine = claimed(handoff, rep, on(16, 12, 5))
        paused(handoff, rep, on(16, 12, 20), on(16, 14))
        new = a_rep("Nadia")
        lifecycle.reassign(handoff=fresh(mine), to=new, at=on(16, 13), by=manager)
        assert shown(handoff, OWNER, on(16, 13, 30)) == ("paused", None, 0, 45, 0)
        # The pause ends at two: 45 minutes of the owner's, 40 that were left of the response's.
        assert shown(handoff, OWNER, on(16, 14)) == ("on_track", on(16, 14, 45), 0, 45, 0)
        assert shown(handoff, TOUCH, on(16, 14)) == ("on_track", on(16, 14, 40), 20, 40, 0)

    def test_there_and_back_again(self, handoff, rep, manager):
        mine = claimed(handoff, rep, on(16, 12, 5))
        new = a_rep("Nadia")
        lifecycle.reassign(handoff=mine, to=new, at=on(16, 12, 10), by=manager)
        lifecycle.reassign(handoff=fresh(mine), to=rep, at=on(16, 12, 20), by=manager)
        assert states(handoff, OWNER, on(16, 12, 25)) == ["void", "on_track"]
        assert clock_of(handoff, OWNER).due_at == on(16, 13, 5)


class TestEndings:
    """Rejected, withdrawn, returned: void and never kept, unless it was broken before."""

    def test_rejected_in_time_is_void_and_not_kept(self, handoff, rep):
        lifecycle.reject(handoff=fresh(handoff), decision=NO, at=on(16, 12, 10), by=rep)
        assert shown(handoff, CLAIM, on(20, 12)) == ("void", on(16, 12, 30), 10, 20, 0)
        assert shown(handoff, TOUCH, on(20, 12)) == ("void", on(16, 13), 10, 50, 0)

    def test_rejected_at_the_due_instant_is_void_a_second_later_broken(self, desk, marketer, rep):
        one, two = (a_handoff(by=marketer, at=on(16, 12)) for _ in range(2))
        lifecycle.reject(handoff=fresh(one), decision=NO, at=on(16, 12, 30), by=rep)
        lifecycle.reject(handoff=fresh(two), decision=NO, at=on(16, 12, 30, 1), by=rep)
        assert shown(one, CLAIM, on(16, 14))[0] == "void"
        assert in_seconds(two, CLAIM, on(16, 14))[0] == "breached"
        sweep(at=on(16, 14))
        assert [each.clock.handoff for each in Breach.objects.filter(clock__metric=CLAIM)] == [two]

    def test_and_starts_marketing_s_clock(self, handoff, rep, marketer):
        lifecycle.reject(handoff=fresh(handoff), decision=NO, at=on(16, 16), by=rep)
        assert shown(handoff, ANSWER, on(16, 18)) == ("on_track", on(17, 10), 60, 60, 0)
        feedback.take_note(handoff=fresh(handoff), at=on(17, 9, 30), by=marketer)
        assert shown(handoff, ANSWER, on(20, 12)) == ("met", on(17, 10), 90, 30, 0)

    def test_withdrawn_and_offered_again_is_a_new_promise(self, handoff, lead, marketer):
        lifecycle.withdraw(handoff=fresh(handoff), at=on(16, 12, 20), by=marketer)
        again = a_handoff(lead=Lead.objects.get(pk=lead.pk), by=marketer, at=on(16, 12, 40))
        assert again.cycle == 2
        assert shown(again, CLAIM, on(16, 12, 40)) == ("on_track", on(16, 13, 10), 0, 30, 0)
        assert shown(handoff, CLAIM, on(16, 12, 40)) == ("void", on(16, 12, 30), 20, 10, 0)

    def test_withdrawn_too_late_is_no_way_out(self, handoff, marketer):
        lifecycle.withdraw(handoff=fresh(handoff), at=on(16, 12, 31), by=marketer)
        assert shown(handoff, CLAIM, on(16, 14)) == ("breached", on(16, 12, 30), 31, 0, 1)
        assert shown(handoff, TOUCH, on(16, 14))[0] == "void"

    def test_returned_after_a_touch_keeps_what_was_kept(self, handoff, rep):
        a_touch(fresh(handoff), rep, on(16, 12, 20))
        until = Decision("timing", until_date=on(30, 12).date())
        lifecycle.recycle(handoff=fresh(handoff), decision=until, at=on(16, 13, 20), by=rep)
        assert shown(handoff, TOUCH, on(20, 12))[:3] == ("met", on(16, 13), 20)
        assert shown(handoff, DECISION, on(20, 12)) == ("void", on(16, 16, 20), 60, 180, 0)

    def test_what_has_ended_can_be_ended_claimed_or_paused_no_more(self, handoff, rep, manager):
        lifecycle.reject(handoff=fresh(handoff), decision=NO, at=on(16, 12, 10), by=rep)
        ended = fresh(handoff)
        for act in (
            lambda: lifecycle.claim(handoff=ended, at=on(16, 12, 20), by=rep),
            lambda: lifecycle.reject(handoff=ended, decision=NO, at=on(16, 12, 20), by=rep),
            lambda: a_touch(ended, rep, on(16, 12, 20)),
            lambda: paused(ended, manager, on(16, 12, 20), on(17, 12)),
        ):
            with pytest.raises(IllegalMove):
                act()
        assert shown(handoff, CLAIM, on(16, 14))[:3] == ("void", on(16, 12, 30), 10)

    def test_a_deal_that_another_system_knew_is_neither_kept_nor_broken(self, handoff, manager):
        sweep(at=on(16, 15))
        lifecycle.import_outcome(
            lead=handoff.lead,
            outcome="lost",
            happened_at=on(16, 14),
            value=None,
            at=on(17, 12),
            by=manager,
        )
        assert shown(handoff, CLAIM, on(17, 12))[0] == "void"
        assert not Breach.objects.filter(withdrawn_at=None).exists()


class TestMany:
    """Many at once are as each alone."""

    def test_a_bulk_hand_off_starts_every_clock_at_one_instant(self, desk, marketer, rep):
        leads = [a_lead(f"Lead {number}") for number in range(5)]
        ids = [each.pk for each in leads]
        lifecycle.hand_off_many(lead_ids=ids, brief=BRIEF, at=on(20, 16, 45), by=marketer)
        dues = {
            (clock.metric, clock.due_at) for clock in Clock.objects.filter(handoff__lead__in=ids)
        }
        assert dues == {(CLAIM, on(23, 9, 15)), (TOUCH, on(23, 9, 45))}
        assert Clock.objects.count() == 10

    def test_a_lead_that_is_named_twice_is_handed_over_once(self, desk, lead, marketer):
        result = lifecycle.hand_off_many(
            lead_ids=[lead.pk, lead.pk], brief=BRIEF, at=on(16, 12), by=marketer
        )
        assert lead.handoffs.count() == 1
        assert result.done == [lead.pk]

    def test_a_sweep_a_day_late_dates_each_breach_at_its_own_instant(self, desk, marketer):
        for minute in (0, 7, 14):
            a_handoff(by=marketer, at=on(16, 12, minute))
        sweep(at=on(17, 12))
        dues = Breach.objects.filter(clock__metric=CLAIM).order_by("due_at")
        assert [each.due_at for each in dues] == [
            on(16, 12, 30),
            on(16, 12, 37),
            on(16, 12, 44),
        ]
