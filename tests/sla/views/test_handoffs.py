from decimal import Decimal

import pytest
import time_machine

from kit import keyset
from leads import lifecycle
from leads.lifecycle import Decision
from teams.models import Company
from tests.cast import a_handoff, a_lead, a_marketer, a_source, a_touch, after

pytestmark = pytest.mark.django_db
URL = "/handoffs/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


@pytest.fixture
def every_fate(agreement, marketer, rep):
    """One hand-off of each status, handed over in this order."""
    made = {}
    names = ("waiting", "with_sales", "qualified", "won", "returned", "lost")
    for minute, name in enumerate(names):
        made[name] = a_handoff(by=marketer, lead=a_lead(name), at=after(seconds=minute))
    for name in ("with_sales", "qualified", "won", "returned", "lost"):
        lifecycle.claim(handoff=made[name], at=after(minutes=1), by=rep)
        a_touch(made[name], rep, after(minutes=2))
    for name in ("qualified", "won", "lost"):
        lifecycle.qualify(handoff=made[name], confirmed=frozenset(), at=after(minutes=3), by=rep)
    at = after(minutes=4)
    lifecycle.win(handoff=made["won"], value=Decimal(12000), at=at, by=rep)
    lifecycle.lose(handoff=made["lost"], decision=Decision(reason="price"), at=at, by=rep)
    decision = Decision(reason="other", text="Moved abroad")
    lifecycle.disqualify(handoff=made["returned"], decision=decision, at=at, by=rep)
    return made


def titles(answer):
    return [row.title for row in answer.context["page"].rows]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marketer", 200),
        ("marketing_manager", 200),
        ("manager", 200),
        ("rep", 403),
        ("outsider", 404),
    ],
)
def test_marketing_and_managers_see_what_became_of_hand_offs(as_, request, who, status):
    assert as_(request.getfixturevalue(who)).get(URL).status_code == status


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client):
    assert "/sign-in/" in client.get(URL)["Location"]


def test_every_hand_off_stands_under_its_status(as_, marketer, every_fate):
    browser = as_(marketer)
    for status in ("waiting", "with_sales", "qualified", "won", "returned"):
        assert titles(browser.get(URL, {"status": status})) == [status]
    assert titles(browser.get(URL, {"status": "ended"})) == ["lost"]
    page = browser.get(URL)
    assert titles(page)[0] == "lost"
    counts = page.context["page"].counts
    assert {name: count.number for name, count in counts.items()} == dict.fromkeys(counts, 1)


def test_a_row_says_who_has_it_how_the_clock_stands_and_what_was_decided(as_, marketer, every_fate):
    rows = {row.title: row for row in as_(marketer).get(URL).context["page"].rows}
    assert (rows["waiting"].owner, rows["waiting"].clock.state) == ("", "on_track")
    assert rows["waiting"].clock.text == "20:00"
    assert (rows["with_sales"].owner, rows["with_sales"].clock.state) == ("Khalid Amin", "met")
    standing = {name: row.standing for name, row in rows.items()}
    assert standing == {
        "waiting": "Waiting to be claimed",
        "with_sales": "In talks",
        "qualified": "Qualified by sales",
        "won": "Won",
        "returned": "Disqualified",
        "lost": "Lost",
    }
    assert (rows["won"].worth, rows["won"].decided) == ("12,000 USD", "12:04")
    assert (rows["waiting"].worth, rows["waiting"].decided) == ("", "")
    assert rows["returned"].reason == "Other · Moved abroad"


def test_a_claimed_lead_is_not_in_talks_before_the_first_touch(as_, marketer, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    (row,) = as_(marketer).get(URL).context["page"].rows
    assert (row.standing, row.owner) == ("Claimed", rep.name)


def test_a_row_tells_how_often_the_buyer_was_contacted(as_, marketer, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    for minute in (2, 3):
        a_touch(handoff, rep, after(minutes=minute))
    browser = as_(marketer)
    (row,) = browser.get(URL).context["page"].rows
    assert row.touches == "2 touches"
    assert "2 touches" in browser.get(URL).content.decode()


def test_marketing_alone_is_led_to_what_can_be_handed_over(as_, marketer, manager):
    ready = "/leads/?stage=mql&amp;hands=marketing"
    assert ready in as_(marketer).get(URL).content.decode()
    assert ready not in as_(manager).get(URL).content.decode()


def test_an_overdue_promise_is_shown_even_before_the_sweep(as_, marketer, handoff):
    with time_machine.travel(after(minutes=45), tick=False):
        (row,) = as_(marketer).get(URL).context["page"].rows
    assert (row.clock.state, row.clock.text) == ("breached", "+15:00")


def test_a_hand_off_without_a_promise_shows_that_it_has_no_clock(as_, marketer):
    a_handoff(by=marketer)
    (row,) = as_(marketer).get(URL).context["page"].rows
    assert row.clock.state == "no_clock"


def test_the_list_is_narrowed_to_ones_own_a_source_and_an_outcome(as_, marketer, every_fate):
    webinar = a_source("Webinar")
    a_handoff(by=a_marketer("Salma Nasser"), lead=a_lead("hers", source=webinar))
    browser = as_(marketer)
    assert "hers" not in titles(browser.get(URL, {"whose": "mine"}))
    assert titles(browser.get(URL, {"source": webinar.pk})) == ["hers"]
    assert titles(browser.get(URL, {"outcome": "won"})) == ["won"]
    narrowed = browser.get(URL, {"source": webinar.pk}).context["page"].counts
    assert (narrowed["waiting"].number, narrowed["won"].number) == (1, 0)


def test_a_phone_is_told_how_many_filters_are_set(as_, marketer, every_fate):
    browser = as_(marketer)
    told = [
        browser.get(URL, asked).context["narrowed"]
        for asked in ({}, {"status": "won"}, {"whose": "mine", "outcome": "won"})
    ]
    assert told == [0, 0, 2]
    assert 'id="filters-count"' in browser.get(URL).content.decode()


def test_tabs_keep_the_filters(as_, marketer, every_fate):
    tabs = as_(marketer).get(URL, {"whose": "mine", "status": "won"}).context["tabs"]
    by_label = {str(tab["label"]): tab for tab in tabs}
    assert by_label["All"]["url"] == "/handoffs/?whose=mine"
    assert by_label["Returned"]["url"] == "/handoffs/?whose=mine&status=returned"
    assert by_label["Won"]["is_current"]


@pytest.mark.parametrize(
    "query", [{"status": "x"}, {"source": "x"}, {"outcome": "x"}, {"cursor": "x"}, {"whose": "1"}]
)
def test_an_address_of_nobodys_making_is_refused(as_, marketer, query):
    assert as_(marketer).get(URL, query).status_code == 422


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_costs_the_same_with_one_row_and_with_three(
    as_, marketer, agreement, how_many, django_assert_num_queries
):
    for minute in range(how_many):
        a_handoff(by=marketer, lead=a_lead(source=a_source()), at=after(minutes=minute))
    Company.get()
    browser = as_(marketer)
    with django_assert_num_queries(11):
        browser.get(URL)


def test_older_hand_offs_are_a_page_further(as_, marketer, every_fate, monkeypatch):
    monkeypatch.setattr(keyset.keyset_page, "__kwdefaults__", {"cursor": "", "size": 4})
    browser = as_(marketer)
    first = browser.get(URL, {"whose": "mine"})
    older = browser.get(first.context["older_url"])
    assert titles(first) + titles(older) == [
        "lost",
        "returned",
        "won",
        "qualified",
        "with_sales",
        "waiting",
    ]
    assert older.context["first_url"] == "/handoffs/?whose=mine"
