"""Who is at risk, for programs: the rows and filters of the page."""

import pytest

from leads import nudging
from leads.models import Source
from tests.api_client import Program
from tests.cast import a_source
from tests.dashboards.builders import NOW, a_clock, a_handoff, ago

pytestmark = pytest.mark.django_db
URL = "/at-risk/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def late(agreement):
    """Unclaimed for two hours."""
    handoff = a_handoff(ago(hours=2), source=a_source("Expo"))
    a_clock(handoff, agreement, metric="claim")
    return handoff


@pytest.fixture
def soon(agreement, rep):
    """Claimed, with ten of its sixty minutes left."""
    handoff = a_handoff(ago(minutes=50), owner=rep)
    a_clock(handoff, agreement)
    return handoff


@pytest.fixture
def early(agreement):
    handoff = a_handoff(ago(minutes=5))
    a_clock(handoff, agreement, metric="claim")
    return handoff


def found(user, **query):
    """Return the codes of the hand-offs, in order."""
    rows = Program(user).get(URL, **query).json()["results"]
    return [row["handoff"]["code"] for row in rows]


def codes(*handoffs):
    return [str(handoff.code) for handoff in handoffs]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 200),
        ("marketing_manager", 200),
        ("marketer", 403),
        ("rep", 403),
        ("administrator", 404),
        ("outsider", 404),
        (None, 401),
    ],
)
def test_it_is_for_managers(request, db, who, status):
    user = request.getfixturevalue(who) if who else None
    assert Program(user).get(URL).status_code == status


def test_the_most_urgent_comes_first_with_its_promise(manager, late, soon, early):
    nudging.nudge(handoff=late, at=NOW, by=manager)
    rows = Program(manager).get(URL).json()["results"]
    told = [(row["handoff"]["code"], row["step"], row["state"], row["nudged_at"]) for row in rows]
    assert told == [
        (str(late.code), "claim", "breached", "2026-11-19T12:00:00Z"),
        (str(soon.code), "first_touch", "at_risk", None),
    ]


def test_it_is_filtered_like_the_page(manager, rep, late, soon, early):
    Source.objects.get_or_create(name="Webinar")
    assert found(manager, state="open") == codes(late, soon, early)
    assert found(manager, state="breached") == codes(late)
    assert found(manager, state="at_risk") == codes(soon)
    assert found(manager, step="claim") == codes(late)
    assert found(manager, owner="none") == codes(late)
    assert found(manager, owner=str(rep.code).upper()) == codes(soon)
    assert found(manager, source="expo") == codes(late)
    assert found(manager, source="Webinar") == []


def test_pages_follow_one_another(manager, late, soon, early):
    first = Program(manager).get(URL, state="open", limit=2).json()
    second = Program(manager).get(URL, state="open", limit=2, cursor=first["next"]).json()
    assert [row["handoff"]["code"] for row in second["results"]] == codes(early)
    assert second["next"] is None


@pytest.mark.parametrize(
    "query",
    [{"state": "fine"}, {"owner": "me"}, {"step": "x"}, {"source": "Nowhere"}, {"cursor": "x"}],
)
def test_a_filter_that_cannot_be_is_refused(manager, query):
    assert Program(manager).get(URL, **query).status_code == 422


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(agreement, manager, number, django_assert_num_queries):
    for _ in range(number):
        a_clock(a_handoff(ago(hours=2)), agreement, metric="claim")
    program = Program(manager)
    with django_assert_num_queries(8):
        program.get(URL)
