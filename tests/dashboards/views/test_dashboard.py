"""The page of the dashboard: open to members, its files and tabs too."""

import csv
import io

import pytest

from dashboards.panels import CHARTS
from sla.models import Metric
from tests import cast
from tests.dashboards.builders import NOW, a_clock, a_handoff, a_past, ago

pytestmark = pytest.mark.django_db
URL = "/dashboard/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.mark.parametrize("person", ["marketer", "rep", "manager", "marketing_manager"])
def test_opens_to_every_member(request, as_, person):
    assert as_(request.getfixturevalue(person)).get(URL).status_code == 200


@pytest.mark.parametrize("url", [URL, "/dashboard/response.csv", "/dashboard/leads/?figure=open"])
def test_does_not_exist_for_outsiders_and_asks_strangers_to_sign_in(as_, outsider, url):
    assert as_(outsider).get(url).status_code == 404
    answer = as_(None).get(url)
    assert answer.status_code == 302
    assert "/sign-in/" in answer.headers["Location"]


def test_only_reads(as_, manager):
    assert as_(manager).post(URL).status_code == 405


def test_shows_every_figure_of_a_busy_company(as_, manager):
    a_past(60, cast.an_agreement(goal_leads=40))
    page = as_(manager).get(URL, {"period": "days"}).content.decode()
    for words in (
        "Marketing delivers",
        "Sales responds",
        "Median response",
        "Breach rate",
        "Funnel",
    ):
        assert words in page
    assert 'style="' not in page
    assert "onclick" not in page


def test_the_open_breaches_say_what_their_change_counts(as_, manager, agreement):
    a_clock(a_handoff(ago(hours=5)), agreement)
    a_clock(a_handoff(ago(hours=6)), agreement)
    kpi = as_(manager).get(URL).context["kpis"][2]
    assert (kpi.value, kpi.delta) == ("2", "2 breaches")
    assert kpi.note.startswith("in this period, vs ")


def test_says_when_there_is_too_little_to_draw(as_, manager, agreement):
    a_clock(a_handoff(ago(hours=2)), agreement)
    page = as_(manager).get(URL).content.decode()
    assert "Not enough leads yet (needs 20)." in page


@pytest.mark.parametrize("by", ["rep", "source", "persona"])
def test_divides_without_a_script_and_sends_htmx_only_the_card(as_, manager, by):
    a_past(40, cast.an_agreement())
    browser = as_(manager)
    whole = browser.get(URL, {"by": by, "period": "days"})
    assert whole.context["breakdown"].tabs[["rep", "source", "persona"].index(by)].is_current
    headers = {"HX-Request": "true", "HX-Target": "breakdown", "HX-Boosted": "true"}
    card = browser.get(URL, {"by": by, "period": "days"}, headers=headers)
    assert "<html" not in card.content.decode()
    assert 'id="breakdown"' in card.content.decode()
    assert "HX-Target" in card.headers["Vary"]


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "decade"},
        {"by": "weather"},
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"period": "month", "since": "9999-12-31"},
        {"period": "custom", "since": "2026-11-01"},
        {"period": "custom", "since": "2026-11-02", "until": "2026-11-01"},
        {"period": "custom", "since": "2024-01-01", "until": "2026-11-01"},
    ],
)
def test_refuses_what_no_page_of_ours_asks(as_, manager, asked):
    assert as_(manager).get(URL, asked).status_code == 422


def test_shows_the_period_asked_for(as_, manager):
    browser = as_(manager)
    page = browser.get(URL, {"period": "month", "since": "2026-10-05"})
    assert page.context["period"] == "October 2026"
    page = browser.get(URL, {"period": "custom", "since": "2026-10-05", "until": "2026-10-06"})
    assert page.context["period"] == "5 Oct to 6 Oct 2026"


@pytest.mark.parametrize("chart", CHARTS)
def test_sends_the_table_behind_a_chart_as_a_file(as_, manager, chart):
    a_past(30, cast.an_agreement(goal_leads=40))
    browser = as_(manager)
    answer = browser.get(f"/dashboard/{chart}.csv", {"period": "days"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    table = browser.get(URL, {"period": "days"}).context[chart].chart.table
    assert lines[0] == table.headings
    assert len(lines) == len(table.rows) + 1


def test_sends_no_other_file(as_, manager):
    assert as_(manager).get("/dashboard/passwords.csv").status_code == 404


@pytest.mark.parametrize("space", ["", " ", "\t", "\u00a0"])
def test_a_name_is_no_formula_in_a_file(as_, manager, agreement, space):
    rep = cast.a_rep(f'{space}=HYPERLINK("http://evil")')
    a_clock(a_handoff(ago(hours=3), owner=rep), agreement)
    text = as_(manager).get("/dashboard/breakdown.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text


def test_hostile_names_stay_text(as_, manager, agreement):
    rep = cast.a_rep("<script>alert(1)</script>")
    for number in range(25):
        a_clock(a_handoff(ago(hours=3 + number / 10), owner=rep), agreement)
    page = as_(manager).get(URL).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_number_of_queries_whatever_the_rows(
    as_, manager, agreement, django_assert_num_queries, rows
):
    for number in range(rows):
        handoff = a_handoff(ago(minutes=20 + number), owner=cast.a_rep(f"Rep {number}"))
        a_clock(handoff, agreement)
        waiting = a_handoff(ago(minutes=5))
        a_clock(waiting, agreement, metric=Metric.CLAIM)
    browser = as_(manager)
    browser.get(URL)
    with django_assert_num_queries(22):  # 15 of figures, 1 of the poll, 1 of nudges, 5 of the frame
        browser.get(URL)
