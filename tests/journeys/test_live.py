"""What an open page learns by itself: the time, the queue's news, a lost connection."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from leads import lifecycle
from tests.cast import a_handoff, a_lead, a_manager, a_marketer, a_rep, fresh
from tests.journeys.conftest import minutes_ago

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HIDE = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"
WAKE = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def waiting(day_and_night):
    """Two leads in the queue: one with 21 minutes left of its thirty, one with 22."""
    marketer = a_marketer()
    return [
        a_handoff(by=marketer, lead=a_lead(name), at=minutes_ago(minutes))
        for name, minutes in (("Lina Mansour", 9), ("Omar Al-Farsi", 8))
    ]


@pytest.fixture
def rep(transactional_db):
    """The rep whose page is open."""
    return a_rep()


@pytest.fixture
def page(open_desk, rep, waiting):
    """The queue, open."""
    page = open_desk(rep)
    page.goto("/queue/")
    expect(page.locator("#pulse")).to_be_attached()
    return page


def row(page, handoff):
    return page.locator(f"#handoff-{handoff.code}")


def ask(page):
    """Let the page's poll ask now."""
    page.evaluate("htmx.trigger('#pulse', 'refresh')")


def order(page):
    return page.eval_on_selector_all("[data-row]", "rows => rows.map((row) => row.id)")


def test_news_are_told_and_no_row_moves(page, waiting):
    before = order(page)
    a_handoff(by=a_marketer("Salma"), lead=a_lead("Priya Nair"), at=timezone.now())
    lifecycle.claim(handoff=waiting[0], at=timezone.now(), by=a_rep("Joanna Reed"))
    row(page, waiting[0]).locator("[data-row-name]").focus()
    ask(page)
    expect(page.locator("#pulse")).to_contain_text("1 new lead just arrived")
    expect(page.locator("#announce")).to_have_text("1 new lead just arrived")
    expect(row(page, waiting[0])).to_contain_text("Joanna Reed claimed this")
    expect(row(page, waiting[0]).locator("[data-row-name]")).to_be_focused()
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    assert order(page) == before


def test_a_page_that_nobody_sees_does_not_ask_and_one_that_returns_asks_at_once(page):
    asked = []
    page.on("request", lambda request: asked.append(request) if "/pulse/" in request.url else None)
    page.evaluate(HIDE % "true")
    ask(page)
    assert asked == []
    page.evaluate(HIDE % "false")
    with page.expect_request("**/pulse/**"):
        page.evaluate(WAKE)


def test_a_lost_connection_says_so_holds_claims_back_and_recovers_by_itself(page, waiting):
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    claim = row(page, waiting[0]).locator("button[data-key=c]")
    expect(claim).to_have_attribute("aria-disabled", "true")
    claim.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#announce")).to_have_text("The connection is back.")
    expect(claim).to_be_focused()
    assert fresh(waiting[0]).owner is None
    claim.press("Enter")
    expect(row(page, waiting[0]).locator("[data-key=z]")).to_be_visible()


@pytest.mark.parametrize("way", ["refused", "gateway"])
def test_a_stopped_server_counts_as_a_lost_connection(page, way):
    def fail(route):
        if way == "refused":
            route.abort("connectionrefused")
        else:
            route.fulfill(status=502, body="Bad gateway")

    page.clock.install()
    for address in ("**/pulse/**", "**/healthz"):
        page.route(address, fail)
    ask(page)
    expect(page.locator("#offline")).to_be_visible()
    page.clock.run_for(5_000)
    expect(page.locator("#offline")).to_be_visible()
    page.unroute_all()
    page.clock.run_for(5_000)
    expect(page.locator("#offline")).to_be_hidden()


def test_a_session_that_has_ended_leads_to_sign_in_and_back(page):
    Session.objects.all().delete()
    ask(page)
    expect(page).to_have_url(re.compile(r"/sign-in/\?next=%2Fqueue%2F$"))


def test_clocks_go_by_the_server_on_a_device_that_is_wrong(open_desk, rep, waiting):
    page = open_desk(rep)
    page.clock.set_system_time(datetime.now().astimezone() + timedelta(hours=3))
    page.goto("/queue/")
    expect(row(page, waiting[0]).locator("[data-clock-text]")).to_have_text(re.compile("^(20|21):"))
    page.clock.set_system_time(datetime.now().astimezone() - timedelta(hours=3))
    ask(page)
    page.clock.run_for(2_000)
    expect(row(page, waiting[0]).locator("[data-clock-text]")).to_have_text(re.compile("^(20|21):"))


def test_a_clock_that_changes_its_state_says_so_in_place_and_aloud(open_desk, rep, waiting):
    page = open_desk(rep)
    page.clock.install(time=datetime.now().astimezone())
    # A poll would say the server's time, and the page rightly go by that instead of this clock.
    page.route("**/pulse/**", lambda route: route.fulfill(status=204))
    page.goto("/queue/")
    last = row(page, waiting[1])
    expect(last).to_have_attribute("data-state", "on_track")
    page.clock.fast_forward(timedelta(minutes=15).seconds * 1000)
    expect(last).to_have_attribute("data-state", "at_risk")
    expect(page.locator("#announce")).to_contain_text("Omar Al-Farsi: At risk")
    expect(last.locator("use")).to_have_attribute("href", "#state-at_risk")
    page.clock.fast_forward(timedelta(minutes=10).seconds * 1000)
    expect(last).to_have_attribute("data-state", "breached")
    expect(last.locator("[data-clock-label]")).to_have_text("overdue")


def test_the_undo_of_a_claim_goes_when_its_time_is_over(open_desk, rep, waiting):
    page = open_desk(rep)
    page.clock.install(time=datetime.now().astimezone())
    page.goto("/queue/")
    page.keyboard.press("c")
    undo = row(page, waiting[0]).locator("[data-key=z]")
    undo.focus()
    page.clock.run_for(10_000)
    expect(undo).to_be_hidden()
    expect(row(page, waiting[0]).locator("[data-row-name]")).to_be_focused()


def test_an_open_lead_tells_that_somebody_else_has_claimed_it(open_desk, rep, waiting):
    page = open_desk(rep)
    page.goto(waiting[0].lead.get_absolute_url())
    ask(page)
    expect(page.locator("#pulse .fresh")).to_have_count(0)
    lifecycle.claim(handoff=waiting[0], at=timezone.now(), by=a_rep("Joanna Reed"))
    ask(page)
    expect(page.locator("#pulse")).to_contain_text(re.compile("Claimed.* · .*Joanna Reed"))
    page.locator("#pulse a").click()
    expect(page.locator("#pulse .fresh")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("with Joanna Reed")


def test_my_open_leads_tell_that_they_have_changed(open_desk, rep, waiting):
    lifecycle.claim(handoff=waiting[0], at=timezone.now(), by=rep)
    page = open_desk(rep)
    page.goto("/my/")
    ask(page)
    expect(page.locator("#pulse .fresh")).to_have_count(0)
    lifecycle.claim(handoff=waiting[1], at=timezone.now(), by=rep)
    ask(page)
    expect(page.locator("#pulse")).to_contain_text("Your leads have changed")


def test_figures_that_are_read_stay_open_while_their_chart_is_renewed(open_desk, waiting):
    page = open_desk(a_manager())
    page.goto("/dashboard/")
    page.locator("#funnel summary").click()
    before = page.locator("#delivered-says").inner_text()
    a_handoff(by=a_marketer("Salma"), lead=a_lead("Priya Nair"), at=timezone.now())
    ask(page)
    expect(page.locator("#delivered-says")).not_to_have_text(before)
    expect(page.locator("#funnel .data")).to_have_attribute("open", "")
    expect(page.locator("#delivered .data")).not_to_have_attribute("open", "")
