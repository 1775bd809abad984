"""Promises that begin after the hand-off, on the agreement's pages: said, drafted, typed."""

import re

import pytest
from django.urls import reverse

from sla import drafting
from sla.models import Calendar, Target
from tests.cast import NOON, a_target

pytestmark = pytest.mark.django_db
LATER_CLAUSES = ("answer-1", "attempt-1", "owner_touch-1", "decision-1")


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def browser(as_, manager):
    return as_(manager)


@pytest.fixture
def target_typed(agreement):
    """What a browser posts for a target of another metric."""
    return {
        "name": "Grade A",
        "metric": "claim",
        "amount": "2",
        "unit": "hours",
        "is_business_time": "on",
        "calendar": str(Calendar.objects.get().code),
    }


@pytest.fixture
def full(agreement):
    """The agreement with a target of every metric."""
    calendar = Calendar.objects.get()
    said = {"calendar": calendar, "pause_reasons": ["lead_away"], "pause_limit_seconds": 7200}
    a_target(agreement, "attempt", 80 * 60, attempts=4, lead_types=["Webinar"], **said)
    for metric, hours in (("owner_touch", 2), ("decision", 40), ("answer", 16)):
        a_target(agreement, metric, hours * 60, **said)
    return agreement


def test_every_promise_is_said_in_a_sentence(as_, rep, full):
    page = re.sub(r"\s+", " ", as_(rep).get(reverse("sla:agreement")).content.decode())
    said = {number: page.split(f'id="clause-{number}"')[1][:1500] for number in LATER_CLAUSES}
    assert "Marketing answers a rejection <b>within 16 hours</b>, in" in said["answer-1"]
    assert "sales makes <b>4 attempts within 80 hours</b> of the claim" in said["attempt-1"]
    assert "A new owner contacts the lead <b>within 2 hours</b>" in said["owner_touch-1"]
    assert "qualifies, rejects or disqualifies a claimed lead" in said["decision-1"]
    assert "may be paused: the lead is away, for 2 hours at most in all" in said["decision-1"]
    assert "Every other lead counts as unreachable after: <b>5 attempts" in page


def test_attempts_for_everybody_leave_nothing_else_to_say(as_, rep, full):
    full.targets.filter(metric="attempt").update(lead_types=[])
    page = as_(rep).get(reverse("sla:agreement")).content.decode()
    assert "once the attempts promised for it have been made" in page
    assert "5 attempts" not in page


def test_each_promise_of_marketing_stands_with_marketings(browser, full):
    browser.post(reverse("sla:draft_agreement"))
    parts = ("marketing", "sales")
    pages = [browser.get(reverse("sla:edit_part", args=[part])).content.decode() for part in parts]
    assert ['id="clause-answer-1"' in page for page in pages] == [True, False]
    assert ['id="clause-attempt-1"' in page for page in pages] == [False, True]


@pytest.mark.parametrize("metric", ["attempt", "owner_touch", "decision", "answer"])
def test_a_new_target_of_each_metric_is_begun_with_sound_values(browser, draft, metric):
    page = browser.get(reverse("sla:new_target"), {"metric": metric})
    form = page.context["form"]
    posted = {each.html_name: each.value() for each in form if each.value() not in (None, False)}
    answer = browser.post(reverse("sla:new_target"), posted | {"name": "Usual"})
    assert answer.status_code == 302, answer.context["form"].errors
    made = Target.objects.get(name="Usual")
    assert (made.metric, made.attempts) == (metric, 5 if metric == "attempt" else None)


def test_what_a_target_says_of_attempts_and_pauses_is_typed_and_shown_again(
    browser, draft, target_typed
):
    said = {
        "metric": "attempt",
        "amount": "80",
        "attempts": "4",
        "pause_reasons": ["lead_asked", "lead_away"],
        "pause_amount": "16",
        "pause_unit": "hours",
    }
    browser.post(reverse("sla:new_target"), target_typed | said)
    made = Target.objects.get(name="Grade A")
    assert (made.attempts, made.pause_limit_seconds) == (4, 16 * 3600)
    assert made.pause_reasons == ["lead_asked", "lead_away"]
    again = browser.get(reverse("sla:edit_target", args=[made.code])).context["form"]
    shown = {name: again[name].value() for name in ("attempts", "pause_amount", "pause_unit")}
    assert shown == {"attempts": 4, "pause_amount": 16, "pause_unit": "hours"}
