"""The API of what became of the leads."""

import pytest
import time_machine

from leads.models import Campaign
from tests.api_client import Program
from tests.cast import after
from tests.dashboards.views.test_fate import rejected, spend, won

pytestmark = pytest.mark.django_db
EVERYBODY = {
    "marketer": 200,
    "marketing_manager": 200,
    "manager": 200,
    "rep": 403,
    "outsider": 404,
    "administrator": 404,
    None: 401,
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


@pytest.mark.parametrize("name", list(EVERYBODY))
def test_marketing_and_managers_read_it(request, name):
    program = Program(request.getfixturevalue(name) if name else None)
    assert program.get("/fate/").status_code == EVERYBODY[name]


def test_it_tells_what_the_page_tells(agreement, marketer, manager, rep):
    campaign = Campaign.objects.create(name="Autumn")
    won(marketer, rep, campaign)
    rejected(marketer, rep, campaign, "Omar Haddad")
    rejected(marketer, rep, None, "Sara Noor")
    spend(campaign, marketer)
    told = Program(marketer).get("/fate/", sort="-won").json()
    assert [row["name"] for row in told["rows"]] == ["Autumn", None]
    first = told["rows"][0]
    assert (first["delivered"], first["won"], first["returned"]) == (2, 1, 1)
    assert (first["cost"], first["cost_per_lead"]) == ("100.00", "50.00")
    assert first["won_value"] == "500.00"
    assert told["total"]["delivered"] == 3
    seen = Program(manager).get("/fate/", sort="-won").json()
    assert (seen["rows"][0]["cost"], seen["total"]["cost"]) == (None, "100.00")


@pytest.mark.parametrize("query", [{"by": "rep"}, {"sort": "luck"}, {"period": "custom"}])
def test_what_cannot_be_asked_is_answered_422(marketer, query):
    assert Program(marketer).get("/fate/", **query).status_code in (400, 422)
