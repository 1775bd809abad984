"""What must work where no script runs: the main job, and what stands in every page's frame."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.models import Handoff, ImportRun, Lead, Touch
from tests.cast import a_handoff, a_lead, a_marketer, a_rep, an_agreement, fresh
from tests.journeys.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(new_context, transactional_db):
    """Return a function that signs a person in, in a browser that runs no script."""
    an_agreement()

    def open_desk(person):
        page = new_context(java_script_enabled=False, locale="en").new_page()
        sign_in(page, person)
        return page

    return open_desk


def send(page):
    """Press the button of the page's own form."""
    page.locator("main form [type=submit]").first.click()


def test_one_signs_in_and_is_led_to_one_s_own_page(desk):
    page = desk(a_rep())
    expect(page).to_have_url(re.compile("/queue/$"))


def test_a_lead_is_logged(desk):
    page = desk(a_marketer())
    page.goto("/leads/new/")
    page.locator("[name=name]").fill("هناء يوسف")
    page.locator("[name=email]").fill("hana@example.com")
    page.locator("[name=source]").fill("Webinar")
    send(page)
    expect(page.locator("h1")).to_contain_text("هناء يوسف")
    assert Lead.objects.get().source.name == "Webinar"


def test_a_lead_is_handed_over(desk):
    lead = a_lead()
    page = desk(a_marketer())
    page.goto(f"/leads/{lead.code}/hand-off/")
    for part in ("who", "did", "wants", "why_now"):
        page.locator(f"[name={part}]").fill("Runs 14 clinics")
    send(page)
    expect(page).to_have_url(re.compile(f"/leads/{lead.code}/$"))
    assert Handoff.objects.get().lead == lead


def test_a_lead_is_claimed_from_the_queue(desk):
    handoff, rep = a_handoff(), a_rep()
    page = desk(rep)
    page.goto("/queue/")
    page.locator(f"form[action='/handoffs/{handoff.code}/claim/'] button").first.click()
    expect(page.locator("main")).to_contain_text("Lina Mansour")
    assert fresh(handoff).owner == rep


def test_a_touch_is_logged(desk):
    handoff, rep = a_handoff(at=timezone.now()), a_rep()
    page = desk(rep)
    page.goto(handoff.lead.get_absolute_url())
    page.locator(f"a[href='/handoffs/{handoff.code}/touch/']:visible").first.click()
    page.locator("[name=channel][value=call]").check()
    page.locator("[name=outcome][value=reached]").check()
    page.locator("[name=note]").fill("Wants a pilot")
    send(page)
    expect(page.locator("main")).to_contain_text("Wants a pilot")
    assert Touch.objects.get().handoff == fresh(handoff)
    assert fresh(handoff).owner == rep


def test_language_and_theme_change(desk):
    page = desk(a_rep())
    page.locator("button[name=language][value=ar]:visible").first.click()
    page.locator("button[name=theme][value=dark]:visible").first.click()
    frame = page.locator("html")
    expect(frame).to_have_attribute("dir", "rtl")
    expect(frame).to_have_attribute("data-theme", "dark")


def test_a_file_is_uploaded_and_its_columns_are_asked_for(desk, tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("Name,Email\nHuda,huda@example.com\n")
    page = desk(a_marketer())
    page.goto("/leads/import/")
    page.locator("input[type=file]").set_input_files(path)
    send(page)
    expect(page.locator("main")).to_contain_text("huda@example.com")
    assert ImportRun.objects.get().file_name == "leads.csv"
