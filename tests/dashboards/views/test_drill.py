"""The leads behind a figure: as many as the figure says, page by page."""

import re

import pytest
from django.test import Client

from tests import cast
from tests.dashboards.builders import NOW, a_clock, a_handoff, a_past, ago

pytestmark = pytest.mark.django_db
URL = "/dashboard/leads/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def rows(browser: Client, url: str) -> int:
    """Return how many leads a list holds, following its pages."""
    found = 0
    while url:
        page = browser.get(url)
        assert page.status_code == 200
        found += len(page.context["page"].rows)
        url = page.context["older_url"]
    return found


@pytest.mark.parametrize("by", ["rep", "source", "persona"])
def test_every_linked_figure_of_the_tables_opens_as_many_leads(as_, manager, by):
    a_past(70, cast.an_agreement(goal_leads=40))
    browser = as_(manager)
    context = browser.get("/dashboard/", {"period": "days", "by": by}).context
    charts = (
        ["breakdown"] if by != "rep" else ["delivered", "response", "breakdown", "weeks", "funnel"]
    )
    checked = 0
    for chart in charts:
        for line in context[chart].chart.table.rows:
            for cell in line:
                if cell.url:
                    assert rows(browser, cell.url) == int(cell.plain), (chart, cell)
                    checked += 1
    assert checked > 5


def test_every_figure_beside_the_promise_opens_as_many_leads(as_, manager):
    a_past(70, cast.an_agreement(goal_leads=40))
    browser = as_(manager)
    context = browser.get("/dashboard/", {"period": "days"}).context
    beside = context["halves"][1].beside + context["waiting"].figures
    for part in beside:
        number = int(re.match(r"\d+", part.text)[0])
        if "%" not in part.text:
            assert rows(browser, part.url) == number, part
    delivered = context["halves"][0]
    assert rows(browser, delivered.url) == int(delivered.value)
    breached = context["kpis"][2]
    assert rows(browser, breached.url) == int(breached.value)


def test_goes_through_long_lists_page_by_page(as_, manager, agreement):
    for number in range(53):
        a_clock(a_handoff(ago(hours=5 + number / 60)), agreement)
    browser = as_(manager)
    first = browser.get(URL, {"figure": "broken"})
    assert len(first.context["page"].rows) == 50
    assert first.context["page"].count.number == 53
    assert rows(browser, f"{URL}?figure=broken") == 53


@pytest.mark.parametrize("person", ["marketer", "rep", "manager", "marketing_manager"])
def test_opens_to_every_member(request, as_, person):
    answer = as_(request.getfixturevalue(person)).get(URL, {"figure": "open"})
    assert answer.status_code == 200
    assert "No leads behind this figure" in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"figure": "secrets"},
        {"figure": "bar", "bar": "99"},
        {"figure": "bar", "bar": "-1"},
        {"figure": "bar", "promise": "0"},
        {"figure": "broken", "metric": "speed"},
        {"figure": "broken", "part": "1; drop table"},
        {"figure": "broken", "cursor": "forged"},
    ],
)
def test_refuses_what_no_page_of_ours_asks(as_, manager, asked):
    assert as_(manager).get(URL, asked).status_code == 422


@pytest.mark.parametrize("by", ["rep", "source", "persona"])
def test_a_part_that_there_is_not_does_not_exist(as_, manager, by):
    asked = {"figure": "broken", "by": by, "part": "999999"}
    assert as_(manager).get(URL, asked).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_costs_the_same_number_of_queries_whatever_the_rows(
    as_, manager, agreement, django_assert_num_queries, number
):
    for place in range(number):
        a_clock(a_handoff(ago(hours=3 + place)), agreement)
    browser = as_(manager)
    browser.get(URL, {"figure": "broken"})
    with django_assert_num_queries(13):
        browser.get(URL, {"figure": "broken"})
