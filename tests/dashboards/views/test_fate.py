"""The page of what became of the leads, and its file."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from leads import costs, lifecycle
from leads.costs import Bill
from leads.lifecycle import Decision
from leads.models import Campaign
from tests.cast import NOON, a_handoff, a_lead, a_source, a_touch, after, fresh
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db
URL = "/fate/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(name="Autumn <b>")


@pytest.fixture
def people(marketer, rep, manager, marketing_manager, outsider, administrator):
    return {
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "manager": manager,
        "rep": rep,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }


WANTED = {
    "marketer": 200,
    "marketing manager": 200,
    "manager": 200,
    "rep": 403,
    "outsider": 404,
    "administrator": 404,
    "nobody": 302,
}


def won(marketer, rep, campaign, name="Lina Mansour", value=500):
    lead = a_lead(name, campaign=campaign, source=a_source())
    row = lifecycle.claim(handoff=a_handoff(by=marketer, lead=lead), at=after(minutes=1), by=rep)
    a_touch(row, rep, after(minutes=3))
    lifecycle.qualify(
        handoff=fresh(row),
        confirmed=frozenset(),
        override_reason="Known well",
        at=after(minutes=4),
        by=rep,
    )
    lifecycle.win(handoff=fresh(row), value=Decimal(value), at=after(minutes=5), by=rep)


def rejected(marketer, rep, campaign, name):
    lead = a_lead(name, campaign=campaign)
    row = lifecycle.claim(handoff=a_handoff(by=marketer, lead=lead), at=after(minutes=1), by=rep)
    decision = Decision(reason="bad_data")
    lifecycle.reject(handoff=row, decision=decision, at=after(minutes=2), by=rep)


def spend(campaign, marketer, amount="100"):
    day = NOON.date()
    costs.enter(bill=Bill(day, day, Decimal(amount), campaign=campaign), at=NOON, by=marketer)


def test_marketing_and_managers_come_in(as_, people):
    for url in (URL, "/fate/figures.csv", "/fate/?by=persona"):
        assert statuses(as_, people, url, "get") == WANTED


def test_each_number_opens_as_many_leads(as_, agreement, marketer, rep, campaign):
    won(marketer, rep, campaign)
    rejected(marketer, rep, campaign, "Omar Haddad")
    rejected(marketer, rep, None, "Sara Noor")
    browser = as_(marketer)
    page = browser.get(URL)
    rows = {row.name: {cell.label: cell for cell in row.cells} for row in page.context["rows"]}
    cells = rows["Autumn <b>"]
    for label, names in (
        ("Handed over", {"Lina Mansour", "Omar Haddad"}),
        ("Won", {"Lina Mansour"}),
        ("Returned", {"Omar Haddad"}),
    ):
        assert cells[label].text == str(len(names))
        behind = browser.get(cells[label].url)
        assert {row.name for row in behind.context["page"].rows} == names
        assert behind.context["back_url"].startswith("/fate/?period=month")
        assert "by=campaign" in behind.context["back_url"]
    none = browser.get(rows["No campaign"]["Handed over"].url)
    assert {row.name for row in none.context["page"].rows} == {"Sara Noor"}
    assert "<b>" not in page.content.decode()
    assert (
        browser.get(f"/dashboard/leads/?figure=won&campaign={campaign.pk + 1}").status_code == 404
    )


def test_small_numbers_are_greyed_and_say_how_few(as_, agreement, marketer, rep, campaign):
    won(marketer, rep, campaign)
    page = as_(marketer).get(URL)
    cell = next(c for c in page.context["rows"][0].cells if c.label == "Acceptance rate")
    assert (cell.text, cell.is_weak, cell.note) == ("100%", True, "of 1")


def test_sales_reads_what_all_costs_and_no_more(as_, agreement, marketer, manager, rep, campaign):
    won(marketer, rep, campaign)
    spend(campaign, marketer)

    def told(person):
        page = as_(person).get(URL)
        rows = [*page.context["rows"][0].cells, *page.context["total"]]
        return [cell.text for cell in rows if cell.label == "Cost"]

    assert told(marketer) == ["100", "100"]
    assert told(manager) == ["–", "100"]
    lines = as_(manager).get("/fate/figures.csv").content.decode()
    assert "100.00" in lines.splitlines()[-1]
    assert "100.00" not in lines.splitlines()[1]


def test_the_file_says_what_the_page_says_and_runs_nothing(as_, agreement, marketer, rep):
    campaign = Campaign.objects.create(name="=1+1")
    won(marketer, rep, campaign)
    answer = as_(marketer).get("/fate/figures.csv?sort=name")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Campaign,Handed over,Accepted,")
    assert lines[1].startswith("'=1+1,1,1,100.0,1,1,0,0,,500.00,")
    assert lines[-1].startswith("All,1,")


@pytest.mark.parametrize("asked", ["by=rep", "sort=luck", "period=custom", "by=source&sort=--won"])
def test_what_cannot_be_asked_is_refused(as_, marketer, asked):
    assert as_(marketer).get(f"{URL}?{asked}").status_code == 422


def test_a_heading_sorts_and_sorts_the_other_way(as_, agreement, marketer, rep, campaign):
    won(marketer, rep, campaign)
    rejected(marketer, rep, None, "Omar Haddad")
    browser = as_(marketer)

    def names(sort):
        return [row.name for row in browser.get(f"{URL}?sort={sort}").context["rows"]]

    assert names("won") == ["No campaign", "Autumn <b>"]
    assert names("-won") == ["Autumn <b>", "No campaign"]
    headings = browser.get(f"{URL}?sort=-won").context["headings"]
    mine = next(heading for heading in headings if heading.label == "Won")
    assert (mine.sort, "sort=won" in mine.url) == ("descending", True)


def test_three_rows_take_no_more_queries_than_one(as_, agreement, marketer, rep, campaign):
    tables = ("leads_campaign", "leads_handoff", "leads_cost", "leads_lead", "teams_user")
    won(marketer, rep, campaign)
    spend(campaign, marketer)
    browser = as_(marketer)
    few = queries_of(browser, URL, *tables)
    for number in range(2):
        other = Campaign.objects.create(name=f"Other {number}")
        won(marketer, rep, other, f"Lead {number}")
        spend(other, marketer)
    assert queries_of(browser, URL, *tables) == few


def test_the_page_of_a_campaign_tells_its_own_figures(
    as_, agreement, people, marketer, rep, campaign
):
    won(marketer, rep, campaign)
    rejected(marketer, rep, None, "Omar Haddad")
    url = reverse("dashboards:campaign", args=[campaign.pk])
    assert statuses(as_, people, url, "get") == WANTED | {"rep": 200}
    page = as_(marketer).get(url)
    assert [c.text for c in page.context["figures"] if c.label == "Handed over"] == ["1"]
    assert [str(lead) for lead in page.context["newest"]] == ["Lina Mansour"]
    assert as_(marketer).get("/campaigns/99999/").status_code == 404
