import pytest

from tests.interface.pages_both import GOAL

pytestmark = pytest.mark.django_db
URL, WORTH = "/api/v1/calculator/", "/api/v1/lead-values/"


def test_managers_get_the_plan(as_, manager, agreement):
    assert as_(manager).get(URL, GOAL).json() == {
        "customers": 7,
        "leads": 140,
        "value": "1000",
        "goal_value": "140000",
        "needed_seconds": 420_000,
        "available_seconds": 648_000,
        "workable_leads": 216,
    }


def test_the_past_is_told_by_segment(as_, manager, handoff):
    assert as_(manager).get(WORTH).json() == {
        "closed": 0,
        "won": 0,
        "close_percent": None,
        "average_deal": None,
        "segments": [],
    }


@pytest.mark.parametrize("url", [URL, WORTH])
def test_others_are_refused(as_, url, rep, marketer, outsider):
    assert [as_(who).get(url, GOAL).status_code for who in (rep, marketer)] == [403, 403]
    assert as_(outsider).get(url, GOAL).status_code in {403, 404}
    assert as_(None).get(url, GOAL).status_code in {401, 403}


def test_nonsense_names_its_field(as_, manager):
    answer = as_(manager).get(URL, GOAL | {"minutes": "-3"})
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == ["minutes"]
