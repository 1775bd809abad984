"""The review for programs: the page's figures, amendments taken and dismissed."""

from datetime import UTC, datetime, timedelta

import pytest

from leads.models import Source
from sla import agreements
from tests.api_client import Program
from tests.cast import a_rep
from tests.dashboards.builders import a_clock, a_handoff

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)
URL = "/reviews/2026-10/"


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def fair(agreement):
    """Let a source be rejected eleven times of twenty."""
    found = Source.objects.create(name="Trade fair")
    for place in range(20):
        ends = {"outcome": "rejected", "closed_at": AT} if place < 11 else {}
        handoff = a_handoff(
            OCTOBER + timedelta(hours=place), source=found, owner=a_rep(f"Rep {place}"), **ends
        )
        a_clock(handoff, agreement, answered=50, now=AT)
    return found


def test_tells_every_figure(fair, manager):
    told = Program(manager).get(URL).json()
    assert told["period"]["since"] == "2026-10-01"
    (promise,) = told["promises"]
    assert (promise["metric"], promise["side"], promise["kept"]) == ("first_touch", "sales", 20)
    (source,) = told["sources"]
    assert (source["name"], source["delivered"], source["rejected"]) == ("Trade fair", 20, 11)
    assert told["reasons"] == [{"name": "", "rejected": 11}]
    (amendment,) = told["amendments"]
    assert (amendment["rule"], amendment["figures"]) == ("source", {"rejected": 11, "of": 20})
    assert amendment["answer"] is None


def test_takes_and_dismisses(fair, manager):
    program = Program(manager)
    taken = program.post(f"{URL}source/{fair.pk}/take/")
    assert (taken.status_code, taken.json()["answer"]["answer"]) == (200, "taken")
    assert taken.json()["answer"]["version"] == str(agreements.drafted().code)
    dismissed = program.post(f"{URL}source/{fair.pk}/dismiss/", reason="A new stand")
    assert dismissed.json()["answer"]["reason"] == "A new stand"


def test_a_dismissal_needs_a_reason_and_knows_no_other_field(fair, manager):
    url = f"{URL}source/{fair.pk}/dismiss/"
    for body in ({}, {"reason": ""}, {"reason": "No", "why": "x"}):
        assert Program(manager).post(url, **body).status_code in (400, 422)


def test_what_is_not_suggested_is_refused(agreement, manager):
    assert Program(manager).post(f"{URL}source/7/take/").status_code == 409
    assert Program(manager).get("/reviews/2026-12/").status_code == 422
    assert Program(manager).get("/reviews/2026-13/").status_code == 404


def test_managers_alone_come_in(fair, manager, marketing_manager, rep, marketer, outsider):
    for user, status in (
        (manager, 200),
        (marketing_manager, 200),
        (rep, 403),
        (marketer, 403),
        (outsider, 404),
        (None, 401),
    ):
        program = Program(user)
        assert program.get(URL).status_code == status
        assert program.post(f"{URL}source/{fair.pk}/take/").status_code == status
        dismissed = program.post(f"{URL}source/{fair.pk}/dismiss/", reason="No")
        assert dismissed.status_code == status
