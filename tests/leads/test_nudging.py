"""A manager asks for a lead to be looked at."""

import pytest

from kit.refusals import NotAllowed
from leads import lifecycle, nudging
from leads.models import Nudge, StageChange
from leads.nudging import AlreadyNudged
from leads.refusals import IllegalMove
from notifications import kinds, outbox
from notifications.models import Notice
from tests.cast import after, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    return handoff


def nudge(handoff, by, minutes=4):
    return nudging.nudge(handoff=handoff, at=after(minutes=minutes), by=by)


def told(minutes=60):
    outbox.deliver(at=after(minutes=minutes))
    rows = Notice.objects.filter(kind="lead_nudged")
    return [notice.recipient for notice in rows.order_by("recipient__name")]


def test_the_owner_gets_a_notice_and_nothing_moves(claimed, rep, other_rep, manager):
    before = StageChange.objects.count()
    nudge(claimed, manager)
    assert told() == [rep]
    (sentence,) = kinds.sentences(list(Notice.objects.all()))
    assert sentence.text == "<bdi>Dana Habib</bdi> asks for a look at <bdi>Lina Mansour</bdi>"
    assert StageChange.objects.count() == before


def test_of_an_unclaimed_lead_the_reps_get_one_and_not_their_manager(
    handoff, rep, other_rep, manager, marketing_manager
):
    nudge(handoff, marketing_manager)
    assert told() == [other_rep, rep]


def test_a_second_press_within_ten_minutes_says_when_it_was(claimed, manager, marketing_manager):
    nudge(claimed, manager, minutes=4)
    with pytest.raises(AlreadyNudged) as refused:
        nudge(claimed, marketing_manager, minutes=7)
    assert str(refused.value) == "Nudged 3 minutes ago"
    assert refused.value.extra == {"nudged_at": after(minutes=4)}
    assert len(told()) == 1


def test_after_ten_minutes_it_may_be_said_again(claimed, rep, manager):
    nudge(claimed, manager, minutes=4)
    nudge(claimed, manager, minutes=14)
    assert told() == [rep, rep]


def test_the_next_owner_is_somebody_else(claimed, rep, other_rep, manager):
    nudge(claimed, manager, minutes=4)
    lifecycle.release(handoff=fresh(claimed), at=after(minutes=5), by=rep)
    lifecycle.claim(handoff=fresh(claimed), at=after(minutes=6), by=other_rep)
    nudge(fresh(claimed), manager, minutes=7)
    assert [row.to for row in Nudge.objects.order_by("at")] == [rep, other_rep]


def test_a_nudge_that_waits_in_the_outbox_goes_to_who_has_the_lead_by_then(
    handoff, rep, other_rep, manager
):
    nudge(handoff, manager, minutes=4)
    lifecycle.claim(handoff=fresh(handoff), at=after(minutes=5), by=rep)
    assert told() == [rep]


def test_nobody_is_nudged_about_a_closed_lead(handoff, marketer, manager):
    lifecycle.withdraw(handoff=handoff, at=after(minutes=1), by=marketer)
    with pytest.raises(IllegalMove):
        nudge(handoff, manager)


def test_nobody_nudges_themselves(handoff, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=manager)
    with pytest.raises(IllegalMove, match="with you"):
        nudge(handoff, manager)


@pytest.mark.parametrize("who", ["marketer", "rep", "outsider", "administrator"])
def test_nobody_but_managers_nudge(claimed, request, who):
    with pytest.raises(NotAllowed):
        nudge(claimed, request.getfixturevalue(who))
    assert not Nudge.objects.exists()
