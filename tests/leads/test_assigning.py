"""A manager gives an unclaimed lead to a rep."""

from typing import Any

import pytest

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from leads.forms.assigning import AssignForm
from leads.models import StageChange
from leads.refusals import AlreadyClaimed, IllegalMove
from leads.stages import Stage
from notifications import kinds, outbox
from notifications.models import Notice, OutboxMessage
from sla.models import Breach, ClockEvent, ClockState
from sla.sweep import sweep
from teams import absences
from tests.cast import after, clock_of, fresh

pytestmark = pytest.mark.django_db


def assign(handoff, to, by, **when):
    return lifecycle.assign(handoff=handoff, to=to, at=after(**(when or {"minutes": 4})), by=by)


def test_the_rep_has_the_lead_as_if_they_had_claimed_it_then(handoff, rep, manager):
    assign(handoff, rep, manager)
    row, clock = fresh(handoff), clock_of(handoff, "claim")
    assert (row.owner, row.claimed_at, row.lead.stage) == (rep, after(minutes=4), Stage.SAL)
    assert (clock.state, clock.stopped_at) == (ClockState.MET, after(minutes=4))
    assert ClockEvent.objects.get(clock=clock, kind="met").cause == "assign"
    change = StageChange.objects.get(move="assign")
    assert (change.by, change.given_to) == (manager, rep)


def test_an_assignment_past_the_due_instant_answers_the_claim_late(handoff, rep, manager):
    assign(handoff, rep, manager, minutes=31)
    assert clock_of(handoff, "claim").state == ClockState.BREACHED


def test_a_breach_after_it_is_charged_to_the_rep_who_was_given_the_lead(handoff, rep, manager):
    assign(handoff, rep, manager)
    sweep(at=after(hours=3))
    assert Breach.objects.get(clock__metric="first_touch").charged_to == rep


def test_the_rep_is_told_by_whom(handoff, rep, manager):
    assign(handoff, rep, manager)
    outbox.deliver(at=after(minutes=5))
    (notice,) = Notice.objects.all()
    (sentence,) = kinds.sentences([notice])
    assert notice.recipient == rep
    assert sentence.text == (
        "<bdi>Lina Mansour</bdi> is yours now, assigned by <bdi>Dana Habib</bdi>"
    )


def test_a_manager_who_takes_a_lead_so_is_told_nothing(handoff, manager):
    assign(handoff, manager, manager)
    outbox.deliver(at=after(minutes=5))
    assert not Notice.objects.exists()


def test_a_claimed_lead_stays_with_whoever_has_it(handoff, rep, other_rep, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    with pytest.raises(AlreadyClaimed) as refused:
        assign(fresh(handoff), other_rep, manager)
    assert refused.value.extra["claimed_by"] == rep.name
    assert fresh(handoff).owner == rep


def test_of_a_claim_and_an_assignment_at_once_the_first_holds(handoff, rep, other_rep, manager):
    seen_unclaimed = fresh(handoff)
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    with pytest.raises(AlreadyClaimed):
        assign(seen_unclaimed, other_rep, manager)
    assert fresh(handoff).owner == rep
    assert not StageChange.objects.filter(move="assign").exists()


def test_a_closed_hand_off_is_given_to_nobody(handoff, marketer, rep, manager):
    lifecycle.withdraw(handoff=handoff, at=after(minutes=1), by=marketer)
    with pytest.raises(IllegalMove):
        assign(handoff, rep, manager)


@pytest.mark.parametrize("how", ["in marketing", "inactive", "of no team"])
def test_only_active_people_of_sales_are_given_leads(
    handoff, marketer, rep, outsider, manager, how
):
    rep.is_active = False
    rep.save()
    to = {"in marketing": marketer, "inactive": rep, "of no team": outsider}[how]
    with pytest.raises(BadInput) as refused:
        assign(handoff, to, manager)
    assert refused.value.field == "to"
    assert fresh(handoff).owner is None


@pytest.mark.parametrize("who", ["marketer", "rep", "marketing_manager", "outsider"])
def test_nobody_but_a_manager_of_sales_assigns(handoff, other_rep, request, who):
    with pytest.raises(NotAllowed):
        assign(handoff, other_rep, request.getfixturevalue(who))


def test_the_rep_may_give_it_back(handoff, rep, manager):
    assign(handoff, rep, manager)
    lifecycle.release(handoff=fresh(handoff), at=after(minutes=9), by=rep)
    claim = clock_of(handoff, "claim")
    assert (fresh(handoff).owner, claim.seq, claim.started_at) == (None, 2, after(minutes=9))


class TestReassigning:
    """Both who lose a lead and who get it hear of it."""

    def reassigned(self, handoff, owner, to, by):
        mine = lifecycle.claim(handoff=handoff, at=after(minutes=1), by=owner)
        lifecycle.reassign(handoff=mine, to=to, at=after(minutes=5), by=by)
        outbox.deliver(at=after(minutes=6))
        notices = list(Notice.objects.order_by("id"))
        words = kinds.sentences(notices)
        return {each.recipient_id: w.text for each, w in zip(notices, words, strict=True) if w}

    def test_the_former_owner_hears_who_has_it_now(self, handoff, rep, other_rep, manager):
        told = self.reassigned(handoff, rep, other_rep, manager)
        assert set(told) == {rep.pk, other_rep.pk}
        assert told[rep.pk] == (
            f"<bdi>Lina Mansour</bdi> is with <bdi>{other_rep.name}</bdi> now, "
            f"reassigned by <bdi>{manager.name}</bdi>"
        )
        emails = OutboxMessage.objects.filter(channel="email").values_list("recipient", flat=True)
        assert set(emails) == {rep.pk, other_rep.pk}

    def test_who_wants_no_e_mails_gets_the_notice_alone(self, handoff, rep, other_rep, manager):
        type(rep).objects.filter(pk=rep.pk).update(has_emails=False)
        assert rep.pk in self.reassigned(handoff, rep, other_rep, manager)
        emails = OutboxMessage.objects.filter(channel="email").values_list("recipient", flat=True)
        assert set(emails) == {other_rep.pk}

    def test_a_manager_who_gives_their_own_away_is_told_nothing(self, handoff, rep, manager):
        assert set(self.reassigned(handoff, manager, rep, manager)) == {rep.pk}


def test_the_list_of_reps_marks_who_is_away_and_hides_nobody(rep, other_rep, manager):
    absences.note(
        user=rep, starts_at=after(hours=-1), ends_at=after(hours=21), at=after(hours=-2), by=manager
    )
    reps: Any = AssignForm(at=after(minutes=1)).fields["to"]
    labels = [label for _value, label in reps.choices]
    assert [label for label in labels if rep.name in label] == [
        f"{rep.name} · 0 open leads · away until 17 November 2026, 09:00"
    ]
    assert any(label == f"{other_rep.name} · 0 open leads" for label in labels)
