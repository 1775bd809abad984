"""A marketer, two reps and a manager do their day's work in the browser, in both languages."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.models import Handoff, Lead
from sla.models import AgreementVersion, Metric
from tests.cast import (
    a_handoff,
    a_lead,
    a_marketer,
    a_rep,
    a_target,
    an_agreement,
    fresh,
    heads,
)
from tests.journeys.people import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("language", ["en", "ar"]),
]
REFUSED = """
document.addEventListener('securitypolicyviolation', (event) => console.error('CSP', event))
"""


@pytest.fixture
def around_the_clock(transactional_db):
    """An agreement whose clocks run at any hour: claim in half an hour, touch within the hour."""
    version = an_agreement()
    version.targets.all().delete()
    a_target(version, Metric.CLAIM, 30, calendar=None)
    a_target(version, Metric.FIRST_TOUCH, 60, calendar=None)
    return version


@pytest.fixture
def desk(new_context, language):
    """Return a function that opens a signed-in browser; nothing in it may be refused or fail."""
    troubles = []

    def open_desk(person):
        person.language = language
        person.save()
        page = new_context(locale=language).new_page()
        page.add_init_script(REFUSED)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.extend([m.text] if "CSP" in m.text else []))
        sign_in(page, person)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        return page

    yield open_desk
    assert not troubles


def minutes_ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def row_of(page, handoff):
    return page.locator(f"#handoff-{handoff.code}")


def test_of_two_reps_who_press_at_once_one_gets_it_in_place(desk, around_the_clock):
    rep, other = a_rep(), a_rep("Joanna Reed")
    handoff = a_handoff(by=a_marketer(), at=minutes_ago(5))
    a_handoff(by=a_marketer(), lead=a_lead("Omar"), at=minutes_ago(4))
    first, second = desk(rep), desk(other)
    for page in (first, second):
        page.goto("/queue/")
        page.evaluate("window.stays = true")
    first.locator("body").press("c")
    expect(row_of(first, handoff).locator("[data-key=z]")).to_be_visible()
    row_of(second, handoff).locator("button[data-key=c]").click()
    expect(row_of(second, handoff)).to_contain_text(rep.name)
    assert fresh(handoff).owner == rep
    assert all(page.evaluate("window.stays") for page in (first, second))
    row_of(first, handoff).locator("[data-key=z]").click()
    expect(row_of(first, handoff).locator("button[data-key=c]")).to_be_visible()
    assert fresh(handoff).owner is None


def test_a_new_arrival_announces_itself_and_moves_no_row(desk, around_the_clock):
    a_handoff(by=a_marketer(), at=minutes_ago(5))
    page = desk(a_rep())
    page.goto("/queue/")
    a_handoff(by=a_marketer(), lead=a_lead("Omar"), at=timezone.now())
    page.evaluate("htmx.trigger('#pulse', 'refresh')")
    expect(page.locator("#pulse a.fresh")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator("#pulse a.fresh").click()
    expect(page.locator("[data-row]")).to_have_count(2)


def test_a_rep_claims_calls_qualifies_and_wins(desk, around_the_clock):
    handoff = a_handoff(by=a_marketer(), at=minutes_ago(5))
    page = desk(a_rep())
    page.goto(handoff.lead.get_absolute_url())
    page.locator("form[action$='/claim/'] button").click()
    page.goto(f"/handoffs/{handoff.code}/touch/")
    page.locator("[name=channel][value=call]").check()
    page.locator("[name=outcome][value=reached]").check()
    page.locator("[name=note]").fill("Wants a pilot <b>now</b>")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Wants a pilot <b>now</b>")
    page.goto(f"/handoffs/{handoff.code}/qualify/")
    page.locator("main form [type=submit]").first.click()
    page.goto(f"/handoffs/{handoff.code}/win/")
    page.locator("[name=value]").fill("12500")
    page.locator("main form [type=submit]").first.click()
    expect(page).to_have_url(re.compile("/leads/"))
    row = fresh(handoff)
    assert (row.outcome, row.won_value, row.lead.stage) == ("won", Decimal(12500), "customer")
    assert set(row.clocks.values_list("state", flat=True)) == {"met"}


def test_a_marketer_logs_qualifies_and_hands_over(desk, around_the_clock):
    page = desk(a_marketer())
    page.goto("/leads/new/")
    page.locator("[name=name]").fill("هناء يوسف")
    page.locator("[name=email]").fill("Hana@Example.com")
    page.locator("[name=source]").fill("Webinar")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(lambda url: "/new/" not in url)
    lead = Lead.objects.get()
    assert (lead.name, lead.email, lead.source.name) == ("هناء يوسف", "hana@example.com", "Webinar")
    page.goto(f"/leads/{lead.code}/qualify/")
    page.locator("[name=then_hand_off]").click()
    for part in ("who", "did", "wants", "why_now"):
        page.locator(f"[name={part}]").fill("Runs 14 clinics")
    page.locator("main form [type=submit]").first.click()
    expect(page).to_have_url(re.compile(f"/leads/{lead.code}/"))
    handoff = Handoff.objects.get()
    assert (handoff.source.name, handoff.brief.wants) == ("Webinar", "Runs 14 clinics")
    assert handoff.clocks.count() == 2


def test_a_marketer_sees_the_likely_duplicate_before_saving(desk, around_the_clock):
    a_lead("Lina Mansour", email="lina@example.com")
    page = desk(a_marketer())
    page.goto("/leads/new/")
    page.locator("[name=name]").fill("Lina M.")
    page.locator("[name=email]").fill("LINA@example.com")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("#duplicates")).to_contain_text("Lina Mansour")
    assert Lead.objects.count() == 1


def test_a_manager_changes_a_promise_and_both_heads_sign(desk, around_the_clock):
    marketing, sales = heads()
    page = desk(sales)
    page.goto("/agreement/")
    page.locator("form[action*='draft'] button").click()
    draft = AgreementVersion.objects.get(status="draft")
    page.goto("/agreement/edit/marketing/")
    page.locator("[name=goal_leads]").fill("480")
    page.locator(".part-form .form-acts [type=submit]").last.click()
    page.goto("/agreement/propose/")
    page.locator("main form:has([name=seen]) [type=submit]").click()
    page.wait_for_url("**/agreement/")
    draft.refresh_from_db()
    assert (draft.goal_leads, draft.status) == (480, "proposed")
    for signs in (page, desk(marketing)):
        signs.goto("/agreement/")
        signs.locator("#signing a[href$='/sign/']").click()
        signs.locator("main form:has([name=seen]) [type=submit]").click()
        signs.wait_for_url("**/agreement/")
    draft.refresh_from_db()
    assert draft.status == "in_force"
    page.goto("/dashboard/")
    expect(page.locator("main")).to_contain_text("480")
