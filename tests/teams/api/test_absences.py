import pytest
import time_machine

from teams.models import Absence
from tests.api_client import Program
from tests.cast import after

pytestmark = pytest.mark.django_db
EVERYBODY = {
    "marketer": 403,
    "rep": 200,
    "manager": 200,
    "marketing_manager": 403,
    "outsider": 404,
    "administrator": 404,
    None: 401,
}
DAYS = {"starts_at": after(days=1).isoformat(), "ends_at": after(days=3).isoformat()}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


@pytest.mark.parametrize("name", list(EVERYBODY))
def test_people_of_sales_read_and_note(request, name):
    program = Program(request.getfixturevalue(name) if name else None)
    assert program.get("/absences/").status_code == EVERYBODY[name]
    wanted = {200: 201}.get(EVERYBODY[name], EVERYBODY[name])
    assert program.post("/absences/", **DAYS).status_code == wanted


def test_a_manager_notes_it_for_a_rep_and_takes_it_back(rep, manager, other_rep):
    told = Program(manager).post("/absences/", person=str(rep.code), **DAYS).json()
    assert (told["person"]["name"], told["by"]["name"]) == (rep.name, manager.name)
    url = f"/absences/{told['code']}/cancel/"
    assert Program(other_rep).post(url).status_code == 403
    assert Program(rep).post(url).status_code == 200
    assert Program(rep).get("/absences/").json()["results"] == []
    assert Program(rep).post(url).status_code == 422


def test_a_rep_does_not_note_it_for_another(rep, other_rep):
    answer = Program(rep).post("/absences/", person=str(other_rep.code), **DAYS)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"starts_at": DAYS["ends_at"], "ends_at": DAYS["starts_at"]},
        {"starts_at": "2026-11-18", "ends_at": "2026-11-19"},
        DAYS | {"why": "holiday"},
    ],
)
def test_bad_input_is_answered_422(rep, sent):
    assert Program(rep).post("/absences/", **sent).status_code == 422
    assert not Absence.objects.exists()
