"""The pages on which managers write the ladder."""

import pytest

from sla import drafting
from sla.ladder_drafting import StepText, add_step, fingerprint_of
from sla.models import LadderStep
from tests.cast import NOON, agree
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db
DOORS = {
    "marketer": 403,
    "rep": 403,
    "manager": 200,
    "marketing_manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
TYPED = {
    "amount": "2",
    "unit": "hours",
    "roles": ["managers", "sales_head"],
    "channels": ["app", "email"],
    "keeps_hours": "on",
}


@pytest.fixture
def people(marketer, rep, manager, marketing_manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def step(draft, manager):
    return add_step(version=draft, text=StepText(percent=50), by=manager)


def test_managers_alone_open_the_forms(as_, people, step):
    for address in ("/agreement/ladder/new/", f"/agreement/ladder/{step.code}/"):
        assert statuses(as_, people, address, "get") == DOORS


def test_managers_alone_remove(as_, people, draft, manager):
    for who, status in DOORS.items():
        LadderStep.objects.all().delete()
        step = add_step(version=draft, text=StepText(percent=50), by=manager)
        answer = as_(people[who]).post(f"/agreement/ladder/{step.code}/remove/")
        assert answer.status_code == (302 if status == 200 else status)
        assert LadderStep.objects.exists() == (status != 200)


def test_a_step_is_added_as_typed(as_, manager, rep, draft):
    answer = as_(manager).post("/agreement/ladder/new/", TYPED | {"people": [str(rep.code)]})
    assert (answer.status_code, answer.url) == (302, "/agreement/edit/protocol/#clause-ladder")
    step = LadderStep.objects.get()
    assert (step.percent, step.after_seconds, step.people) == (None, 7200, [rep.pk])
    assert (step.roles, step.channels) == (["managers", "sales_head"], ["app", "email"])
    assert step.keeps_hours


def test_a_step_is_changed_from_what_it_was(as_, manager, step):
    address = f"/agreement/ladder/{step.code}/"
    page = as_(manager).get(address).text
    assert 'value="50"' in page
    data = TYPED | {"amount": "80", "unit": "percent", "seen": fingerprint_of(step)}
    assert as_(manager).post(address, data).status_code == 302
    assert LadderStep.objects.get().percent == 80


@pytest.mark.parametrize(
    "wrong",
    [{"amount": ""}, {"amount": "0"}, {"unit": "years"}, {"roles": []}, {"channels": []}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_mistakes_are_said_beside_their_field(as_, manager, draft, wrong):
    answer = as_(manager).post("/agreement/ladder/new/", TYPED | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.context["form"].errors
    assert not LadderStep.objects.exists()


def test_a_step_of_another_version_is_not_found(as_, manager, draft, agreement):
    foreign = LadderStep.objects.create(version=agreement, percent=50)
    assert as_(manager).get(f"/agreement/ladder/{foreign.code}/").status_code == 404


def test_everybody_reads_the_clause(as_, rep, draft, manager):
    add_step(version=draft, text=StepText(percent=50, roles=("managers",)), by=manager)
    agree(draft, at=NOON)
    page = as_(rep).get("/agreement/").text
    assert "When 50% of the time is used up" in page
    assert "Their managers" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_ladder_costs_the_same_for_one_and_three_steps(as_, manager, rep, draft, count):
    for number in range(count):
        text = StepText(percent=10 + number, people=(rep.pk,))
        add_step(version=draft, text=text, by=manager)
    assert queries_of(as_(manager), "/agreement/edit/", "sla_ladderstep") == 8
