"""The figures of the dashboard for programs: the same numbers as on the page."""

import pytest

from dashboards import periods
from dashboards.board import Ground, board
from dashboards.breakdown import Dimension
from sla.models import Metric
from tests import cast
from tests.dashboards.builders import NOW, a_past

pytestmark = pytest.mark.django_db
URL = "/api/v1/dashboard/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_answers_with_the_numbers_of_the_page(as_, manager):
    a_past(60, cast.an_agreement(goal_leads=40))
    answer = as_(manager).get(URL, {"period": "days", "by": "source"})
    assert answer.status_code == 200
    shown = answer.json()
    ground = Ground.read(NOW)
    found = board(ground, periods.last_days(NOW.date(), ground.zone), Dimension.SOURCE)
    touch = found.of(Metric.FIRST_TOUCH)
    assert shown["attainment"]["first_touch"] == {
        "kept": touch.kept,
        "broken": touch.broken,
        "running": touch.running,
        "void": touch.void,
        "excused": touch.excused,
        "attainment_percent": round(touch.attainment, 2),
        "adjusted_attainment_percent": round(touch.adjusted, 2),
    }
    assert touch.adjusted > touch.attainment
    assert [part["adjusted_breach_rate_percent"] for part in shown["parts"]] == [
        pytest.approx(part.verdicts.adjusted_breach_rate, abs=0.01) for part in found.parts
    ]
    assert shown["response"]["median_seconds"] == found.response.median
    assert shown["now"]["open"] == found.live.open
    assert [part["name"] for part in shown["parts"]] == [part.name for part in found.parts]
    assert [step["count"] for step in shown["funnel"]] == [step.count for step in found.steps]
    assert shown["delivered"]["delivered"] == found.waterfall.delivered
    assert len(shown["weeks"]) == 8


@pytest.mark.parametrize("person", ["marketer", "rep", "manager"])
def test_opens_to_every_member(request, as_, person):
    assert as_(request.getfixturevalue(person)).get(URL).status_code == 200


def test_is_closed_to_everyone_else(as_, outsider):
    assert as_(outsider).get(URL).status_code in {403, 404}
    assert as_(None).get(URL).status_code == 401


@pytest.mark.parametrize(
    "asked",
    [{"period": "decade"}, {"since": "x"}, {"colour": "red"}, {"period": "custom"}],
)
def test_refuses_what_it_does_not_know(as_, manager, asked):
    answer = as_(manager).get(URL, asked)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_input"
