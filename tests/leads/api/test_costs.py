"""The API of costs."""

import pytest

from leads.models import Campaign, Cost
from tests.api_client import Program

pytestmark = pytest.mark.django_db
BILL = {
    "campaign": "autumn",
    "from_date": "2026-10-01",
    "to_date": "2026-10-31",
    "amount": "310.00",
}
EVERYBODY = {
    "marketer": 200,
    "marketing_manager": 200,
    "rep": 403,
    "manager": 403,
    "outsider": 404,
    "administrator": 404,
    None: 401,
}


@pytest.fixture(autouse=True)
def campaign(db):
    return Campaign.objects.create(name="Autumn")


@pytest.mark.parametrize("name", list(EVERYBODY))
def test_marketing_alone_reads_and_enters(request, name):
    program = Program(request.getfixturevalue(name) if name else None)
    assert program.get("/costs/").status_code == EVERYBODY[name]
    entered = program.post("/costs/", **BILL).status_code
    assert entered == (201 if EVERYBODY[name] == 200 else EVERYBODY[name])


def test_a_cost_is_corrected_withdrawn_and_only_once(marketer, marketing_manager):
    code = Program(marketer).post("/costs/", **BILL).json()["code"]
    program = Program(marketing_manager)
    right = program.post(f"/costs/{code}/correct/", **(BILL | {"amount": "62"}))
    assert (right.status_code, right.json()["amount"]) == (200, "62.00")
    assert program.post(f"/costs/{code}/correct/", **BILL).status_code == 409
    assert [row["code"] for row in program.get("/costs/").json()["results"]] == [
        right.json()["code"]
    ]
    assert program.post(f"/costs/{right.json()['code']}/withdraw/").status_code == 200
    assert program.get("/costs/").json()["results"] == []
    assert Cost.objects.count() == 2


def test_a_rep_sets_nothing_right(marketer, rep):
    code = Program(marketer).post("/costs/", **BILL).json()["code"]
    assert Program(rep).post(f"/costs/{code}/withdraw/").status_code == 403
    assert Program(rep).post(f"/costs/{code}/correct/", **BILL).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "-1"},
        {"amount": "0"},
        {"amount": "1.005"},
        {"to_date": "2026-09-01"},
        {"campaign": "Nowhere"},
        {"campaign": ""},
        {"source": "Autumn"},
    ],
)
def test_what_cannot_be_is_answered_422(marketer, change):
    assert Program(marketer).post("/costs/", **(BILL | change)).status_code in (400, 422)
    assert not Cost.objects.exists()
