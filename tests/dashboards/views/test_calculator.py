import pytest

from sla import agreements
from tests.doors import FOUND, MISSING, MOVED, REFUSED, statuses
from tests.interface.pages_both import GOAL

pytestmark = pytest.mark.django_db
URL, TAKE = "/agreement/calculator/", "/agreement/calculator/take/"


@pytest.fixture
def people(rep, manager, marketer, marketing_manager, outsider, administrator):
    return {
        "rep": rep,
        "manager": manager,
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }


def expected(yes):
    """Return who gets which status where managers get ``yes``."""
    return {
        "rep": REFUSED,
        "manager": yes,
        "marketer": REFUSED,
        "marketing manager": yes,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }


def test_managers_of_both_sides_come_in(as_, people, agreement):
    assert statuses(as_, people, URL, "get") == expected(FOUND)
    assert statuses(as_, people, TAKE, "post") == expected(MOVED)


def test_a_goal_is_reckoned_with_its_steps(as_, manager, agreement):
    page = as_(manager).get(URL, GOAL).content.decode()
    for figure in ("7 / 5%", "140", "1,000 USD", "140,000 USD", "140 × 5 × 10"):
        assert figure in page, figure
    assert "Sales can keep it" in page


def test_too_much_work_is_said_with_what_would_be_enough(as_, manager, agreement):
    page = as_(manager).get(URL, GOAL | {"reps": 1}).content.decode()
    assert "Sales cannot keep it" in page
    assert "5 attempts at 72 leads" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"revenue": "x"},
        {"revenue": "NaN"},
        {"close_percent": "0"},
        {"share_percent": "101"},
        {"average_deal": "-1"},
        {"attempts": "0"},
        {"hours": "1e400"},
        {"reps": "9" * 40},
    ],
)
def test_nonsense_is_said_beside_its_field_and_the_rest_is_kept(as_, manager, agreement, wrong):
    answer = as_(manager).get(URL, GOAL | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert 'value="20000"' in page or "average_deal" in wrong


def test_taken_goals_stand_in_the_draft(as_, marketing_manager, agreement):
    answer = as_(marketing_manager).post(TAKE, GOAL)
    assert answer.url == "/agreement/edit/"
    draft = agreements.drafted()
    assert draft.goal_leads == 140
    assert draft.document["goal_revenue"]


def test_goals_that_do_not_compute_lead_back_with_all_that_was_typed(as_, manager, agreement):
    answer = as_(manager).post(TAKE, GOAL | {"reps": ""})
    assert answer.url.startswith(f"{URL}?revenue=700000")
    assert agreements.drafted() is None


def test_an_empty_company_is_told_what_is_missing(as_, manager):
    page = as_(manager).get(URL).content.decode()
    assert "Your own past says nothing yet: 0 leads were decided in the last year" in page
