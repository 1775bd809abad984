import pytest
import time_machine

from tests.api_client import Program
from tests.cast import after
from tests.dashboards.views.test_evidence import reject

pytestmark = pytest.mark.django_db
EVERYBODY = {
    "marketer": 403,
    "rep": 403,
    "manager": 200,
    "marketing_manager": 200,
    "outsider": 404,
    "administrator": 404,
    None: 401,
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


@pytest.mark.parametrize("name", list(EVERYBODY))
def test_managers_of_both_sides_read_it(request, rep, name):
    program = Program(request.getfixturevalue(name) if name else None)
    assert program.get("/evidence/").status_code == EVERYBODY[name]
    answer = program.get("/evidence/leads/", kind="quick", person=str(rep.code))
    assert answer.status_code == EVERYBODY[name]


def test_the_figures_and_the_hand_offs_behind_them(agreement, manager, rep, marketer):
    reject(rep, marketer)
    told = Program(manager).get("/evidence/").json()
    assert (told["since"], told["until"]) == ("2026-11-01", "2026-11-30")
    assert told["people"][0]["person"]["name"] == rep.name
    assert told["people"][0]["counts"]["untouched"] == 1
    listed = Program(manager).get("/evidence/leads/", kind="untouched", person=str(rep.code))
    assert [row["outcome"] for row in listed.json()["results"]] == ["rejected"]


@pytest.mark.parametrize(
    "query", [{"period": "eon"}, {"period": "custom"}, {"since": "1900-01-01"}]
)
def test_a_period_that_is_none_is_answered_422(manager, query):
    assert Program(manager).get("/evidence/", **query).status_code == 422
