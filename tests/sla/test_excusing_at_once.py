"""Two people at one breach in the same instant: one is done, the other one is told."""

import pytest

from sla import excusing
from sla.models import Breach, Excuse, ExcuseEvent
from sla.refusals import AlreadyAsked, NothingAsked
from teams.models import Side
from tests.cast import a_manager, a_marketer, a_rep, after, an_agreement
from tests.leads.test_at_once import at_once
from tests.sla.excuses import a_breach, asked

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def breach():
    an_agreement()
    return a_breach(by=a_marketer())


def told(work):
    """Return a work that answers with what it made, or with the refusal it got."""

    def run():
        try:
            return work()
        except (AlreadyAsked, NothingAsked) as refusal:
            return type(refusal)

    return run


def test_of_two_who_ask_one_is_told_that_it_was_asked(breach):
    reps = [a_rep(), a_rep("Joanna Reed")]
    found = at_once(*(told(lambda rep=rep: asked(breach, rep)) for rep in reps))
    assert found.count(AlreadyAsked) == 1
    assert Excuse.objects.get().asked_by in reps


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_decide_one_is_told_that_it_was_decided(breach, _round):
    managers = [a_manager(Side.MARKETING, name) for name in ("Hana Yousef", "Salma Nasser")]
    asked(breach, a_rep())
    at = after(hours=4)
    found = at_once(
        told(lambda: excusing.grant(breach=breach, at=at, by=managers[0])),
        told(lambda: excusing.refuse(breach=breach, word="No", at=at, by=managers[1])),
    )
    assert found.count(NothingAsked) == 1
    (state,) = ExcuseEvent.objects.exclude(state="asked").values_list("state", flat=True)
    is_granted = Breach.objects.get(pk=breach.pk).excused_at is not None
    assert is_granted == (state == "granted")
