"""Figures above a list that stay true while it is worked off, without loading the page anew."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads import lifecycle
from leads.lifecycle import Decision
from tests.cast import a_handoff, a_lead, a_marketer, a_rep
from tests.journeys.conftest import minutes_ago

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_reasons_of_feedback_count_down_as_returns_are_noted(open_desk, day_and_night):
    marketer, rep = a_marketer(), a_rep()
    for name, reason in (("Lina", "misrouted"), ("Omar", "misrouted"), ("Sara", "bad_data")):
        handoff = a_handoff(by=marketer, lead=a_lead(name), at=minutes_ago(9))
        said = Decision(reason=reason, text="Look again")
        lifecycle.reject(handoff=handoff, decision=said, at=timezone.now(), by=rep)
    page = open_desk(marketer)
    page.goto("/feedback/")
    counts = page.locator("#feedback-reasons .seg-n")
    expect(counts).to_have_text(["3", "2", "1"])
    page.locator(".returned", has_text="Sara").get_by_role("button", name="Noted").click()
    expect(page.locator(".returned", has_text="Sara")).to_have_count(0)
    expect(counts).to_have_text(["2", "2"])
    expect(page.locator("#feedback-foot")).to_contain_text("2 returns to be noted")


def test_the_groups_of_the_queue_count_what_waits_after_every_act(open_desk, day_and_night):
    marketer, rep = a_marketer(), a_rep()
    lina, omar, sara = (
        a_handoff(by=marketer, lead=a_lead(name), at=minutes_ago(9 - number))
        for number, name in enumerate(("Lina", "Omar", "Sara"))
    )
    page = open_desk(rep)
    page.goto("/queue/")
    count = page.locator("#count-on_track")
    expect(count).to_have_text("3")
    page.locator(f"#handoff-{lina.code} [data-key=c]").click()
    expect(count).to_have_text("2")
    page.locator(f"#handoff-{lina.code} [data-key=z]").click()
    expect(count).to_have_text("3")
    for handoff in (omar, sara):
        lifecycle.claim(handoff=handoff, at=timezone.now(), by=a_rep(f"Joanna {handoff.pk}"))
    page.evaluate("htmx.trigger('#pulse', 'refresh')")
    expect(count).to_have_text("1")
