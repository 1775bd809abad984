"""Marketing's commitments at the API: the list, and what a draft promises."""

from datetime import UTC, datetime

import pytest

from sla import drafting
from sla.committing import hold
from sla.models import Breach, Pledge
from tests.api_client import Program
from tests.cast import an_agreement

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "marketing_manager", "outsider", "administrator", None)
MEMBERS = dict(zip(EVERYBODY, (200, 200, 200, 200, 404, 404, 401), strict=True))
MANAGERS = dict(zip(EVERYBODY, (403, 403, 200, 200, 404, 404, 401), strict=True))
NOVEMBER, DECEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (11, 12))
PLEDGES = "/agreement/draft/pledges/"


@pytest.fixture
def promised(db):
    """Return a version that holds 42 leads a month since the first of November."""
    version = an_agreement(at=NOVEMBER, goal_leads=42)
    Pledge.objects.create(version=version, measure="volume")
    return version


@pytest.mark.parametrize("who", EVERYBODY)
def test_both_sides_read_and_their_managers_promise(who, request, promised, marketing_manager):
    drafting.draft(at=DECEMBER, by=marketing_manager)
    person = request.getfixturevalue(who) if who else None
    assert Program(person).get("/commitments/").status_code == MEMBERS[who]
    said = [{"measure": "profile", "percent": 80}]
    assert Program(person).post(PLEDGES, pledges=said).status_code == MANAGERS[who]


def test_a_broken_promise_is_told_with_its_breach(promised, rep):
    hold(at=DECEMBER)
    broken, running = sorted(
        Program(rep).get("/commitments/").json()["results"], key=lambda row: row["due_at"]
    )
    assert (broken["state"], running["state"]) == ("broken", "on_track")
    assert broken["planned"] == "42.00"
    assert broken["breach"] == str(Breach.objects.get().code)
    assert (broken["from_date"], broken["to_date"]) == ("2026-11-01", "2026-12-01")


@pytest.mark.parametrize("weeks", [1, 3])
def test_the_number_of_queries_does_not_grow(weeks, promised, rep, django_assert_num_queries):
    promised.pledges.update(grain="week")
    hold(at=datetime(2026, 11, 1 + 7 * weeks, tzinfo=UTC))
    program = Program(rep)
    program.get("/commitments/")
    with django_assert_num_queries(5):
        assert len(program.get("/commitments/").json()["results"]) == weeks + 1


@pytest.mark.parametrize(
    ("pledge", "message"),
    [
        ({"measure": "profile"}, "Say how much is promised."),
        ({"measure": "volume", "percent": 10}, "stands in the goals"),
        ({"measure": "brief", "percent": 101}, "from 1 to 100"),
        ({"measure": "volume", "attempt_minutes": 5}, "both the minutes and the hours"),
    ],
)
def test_what_makes_no_promise_is_refused(pledge, message, promised, marketing_manager):
    draft = drafting.draft(at=DECEMBER, by=marketing_manager)
    answer = Program(marketing_manager).post(PLEDGES, pledges=[pledge])
    assert answer.status_code == 422
    assert message in answer.text
    assert draft.pledges.get().measure == "volume"


def test_without_a_draft_there_is_nothing_to_promise_in(promised, manager):
    assert Program(manager).post(PLEDGES, pledges=[]).status_code == 409
