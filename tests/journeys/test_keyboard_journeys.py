"""A marketer, a rep and a manager do their work without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from leads.models import Handoff, Lead
from tests.cast import a_handoff, a_lead, a_manager, a_marketer, a_rep, fresh
from tests.journeys.conftest import minutes_ago
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def submit_of(page, within="main"):
    return page.locator(f"{within} form:not([method=dialog]) [type=submit]").first


def test_a_marketer_logs_qualifies_and_hands_over(open_desk, day_and_night):
    page = open_desk(a_marketer())
    keys = Keyboard(page)
    page.goto("/")
    keys.press("N")
    expect(page).to_have_url(re.compile("/leads/new/$"))
    keys.fill(page.locator("[name=name]"), "Lina Mansour")
    keys.fill(page.locator("[name=email]"), "lina@example.com")
    keys.fill(page.locator("[name=source]"), "Webinar")
    keys.press("Enter")
    page.wait_for_url(lambda url: "/new/" not in url)
    lead = Lead.objects.get()
    page.goto(lead.get_absolute_url())
    keys.press("Q")
    expect(page).to_have_url(re.compile("/qualify/$"))
    keys.tab_to(page.locator("[name=then_hand_off]"))
    keys.press("Enter")
    for part in ("who", "did", "wants", "why_now"):
        keys.fill(page.locator(f"textarea[name={part}]"), "Runs 14 clinics")
    keys.tab_to(page.locator("main .form-acts [type=submit]").first)
    keys.press("Enter")
    expect(page.locator("main .promise")).to_have_count(2)
    assert Handoff.objects.get().brief.wants == "Runs 14 clinics"


def test_a_rep_claims_undoes_logs_a_touch_and_rejects_with_a_reason(open_desk, day_and_night):
    rep, marketer = a_rep(), a_marketer()
    first = a_handoff(by=marketer, lead=a_lead("هناء يوسف"), at=minutes_ago(9))
    second = a_handoff(by=marketer, lead=a_lead("Omar"), at=minutes_ago(8))
    page = open_desk(rep, "ar")
    keys = Keyboard(page, "arabic")
    page.goto("/")
    keys.press("C")
    undo = page.locator(f"#handoff-{first.code} [data-key=z]")
    expect(undo).to_be_visible()
    keys.press("Z")
    expect(undo).to_be_hidden()
    assert fresh(first).owner is None
    keys.press("E")
    keys.tab_to(page.locator("#act [name=channel]").first)
    keys.press("Space")
    keys.tab_to(page.locator("#act [name=outcome]").first)
    keys.press("Space")
    keys.tab_to(submit_of(page, "#act"))
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("هناء يوسف")
    expect(page).to_have_url(re.compile("/queue/$"))
    page.wait_for_load_state()  # the script listens
    assert fresh(first).first_touch_at is not None
    assert fresh(first).owner == rep
    keys.press("R")
    keys.tab_to(page.locator("#act [name=reason]:enabled").first)
    keys.press("Space")
    keys.fill(page.locator("#act [name=text]"), "الرقم غير صحيح")
    keys.tab_to(submit_of(page, "#act"))
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Omar")
    assert (fresh(second).outcome, fresh(second).reason_text) == ("rejected", "الرقم غير صحيح")


def test_a_manager_changes_the_period_and_opens_a_figure_s_leads(open_desk, day_and_night):
    a_handoff(by=a_marketer(), at=minutes_ago(9))
    page = open_desk(a_manager())
    keys = Keyboard(page)
    page.goto("/queue/")
    keys.press("G", "D")
    expect(page).to_have_url(re.compile("/dashboard/"))
    keys.tab_to(page.locator("main [data-menu] summary").first)
    keys.press("Enter")
    keys.tab_to(page.locator("main .menu-panel a").nth(1))
    keys.press("Enter")
    expect(page).to_have_url(re.compile("period="))
    keys.tab_to(page.locator("main a[href*='/dashboard/leads/']").first)
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/dashboard/leads/"))
    expect(page.locator("main h1")).to_be_visible()
