"""What all acts on a hand-off share: who may, what a page that grew old is told, the dialog."""

import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from leads.lifecycle import Decision
from leads.models import StageChange
from tests.cast import a_touch, after, fresh

pytestmark = pytest.mark.django_db
SELLERS_ACTS = (
    "touch",
    "release",
    "reject",
    "disqualify",
    "recycle",
    "qualify_handoff",
    "win",
    "lose",
)
OTHER = {"reason": "other", "text": "Their words, typed with care"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(act, handoff):
    return reverse(f"leads:{act}", args=[handoff.code])


@pytest.mark.parametrize("act", SELLERS_ACTS)
@pytest.mark.parametrize(("who", "status"), [("marketer", 403), ("outsider", 404)])
def test_only_sales_answers_a_lead(as_, request, handoff, act, who, status):
    browser = as_(request.getfixturevalue(who))
    assert browser.get(url_of(act, handoff)).status_code == status
    assert browser.post(url_of(act, handoff), OTHER).status_code == status
    assert fresh(handoff).claimed_at is None
    assert fresh(handoff).is_open


@pytest.mark.parametrize("act", [*SELLERS_ACTS, "withdraw", "take_note"])
def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client, handoff, act):
    answer = client.post(url_of(act, handoff), OTHER)
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


@pytest.mark.parametrize("act", SELLERS_ACTS)
def test_a_hand_off_that_does_not_exist_is_not_found(as_, rep, lead, act):
    assert as_(rep).get(reverse(f"leads:{act}", args=[lead.code])).status_code == 404


@pytest.mark.parametrize("act", ["release", "disqualify", "recycle", "qualify_handoff", "win"])
def test_what_cannot_follow_yet_is_said_before_a_form_is_shown(as_, rep, handoff, act):
    answer = as_(rep).get(url_of(act, handoff))
    assert answer.status_code == 409
    assert "name=&quot;reason" not in answer.content.decode()
    assert handoff.lead.get_absolute_url() in answer.content.decode()


@pytest.mark.parametrize("act", ["touch", "reject", "release", "recycle"])
def test_another_reps_lead_is_left_alone(as_, rep, other_rep, handoff, act):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    sent = OTHER | {
        "until_date": "2027-01-01",
        "channel": "call",
        "outcome": "reached",
        "occurred_at": "2026-11-16T12:05",
    }
    browser = as_(other_rep)
    page = browser.get(url_of(act, handoff))
    assert (page.status_code, "Khalid Amin" in page.content.decode()) == (403, True)
    assert browser.post(url_of(act, handoff), sent).status_code == 403
    assert fresh(handoff).owner == rep
    assert fresh(handoff).is_open


def test_a_manager_of_sales_may_act_on_a_reps_lead(as_, rep, manager, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    answer = as_(manager).post(url_of("release", handoff))
    assert answer.status_code == 302
    assert fresh(handoff).owner is None


def test_a_page_that_grew_old_says_who_was_quicker_and_keeps_what_was_typed(
    as_, rep, other_rep, handoff
):
    browser = as_(rep)
    seen = browser.get(url_of("reject", handoff)).context["seen"]
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=other_rep)
    answer = browser.post(url_of("reject", handoff), OTHER | {"seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Claimed (Joanna Reed, 16 November 2026, 12:05)" in page
    assert OTHER["text"] in page
    assert fresh(handoff).is_open


def test_a_closed_hand_off_says_how_it_was_closed(as_, rep, other_rep, handoff):
    browser = as_(rep)
    seen = browser.get(url_of("touch", handoff)).context["seen"]
    decision = Decision(reason="duplicate")
    lifecycle.reject(handoff=handoff, decision=decision, at=after(minutes=5), by=other_rep)
    answer = browser.post(url_of("touch", handoff), {"note": "We spoke", "seen": seen})
    assert answer.status_code == 409
    assert "Rejected (Joanna Reed" in answer.content.decode()
    assert "We spoke" in answer.content.decode()
    assert browser.get(url_of("touch", handoff)).status_code == 409


def test_a_lead_that_went_back_to_the_queue_is_not_acted_on_unseen(as_, rep, manager, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    browser = as_(rep)
    seen = browser.get(url_of("reject", handoff)).context["seen"]
    lifecycle.release(handoff=fresh(handoff), at=after(minutes=5), by=manager)
    answer = browser.post(url_of("reject", handoff), OTHER | {"seen": seen})
    assert answer.status_code == 409
    again = browser.post(url_of("reject", handoff), OTHER | {"seen": answer.context["seen"]})
    assert again.status_code == 302
    assert fresh(handoff).outcome == "rejected"


def test_ones_own_claim_on_another_page_is_no_surprise(as_, rep, handoff):
    browser = as_(rep)
    seen = browser.get(url_of("reject", handoff)).context["seen"]
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    answer = browser.post(url_of("reject", handoff), OTHER | {"seen": seen})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("act", "needs_touch"),
    [("touch", False), ("reject", False), ("release", False), ("disqualify", True)],
)
def test_each_act_opens_as_a_page_and_as_a_dialog(as_, rep, handoff, act, needs_touch):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    if needs_touch:
        a_touch(handoff, rep, after(minutes=2))
    browser = as_(rep)
    page = browser.get(url_of(act, handoff))
    part = browser.get(url_of(act, handoff), headers={"HX-Request": "true"})
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert 'hx-target="#act"' in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_a_dialog_leaves_with_the_whole_page(as_, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    browser = as_(rep)
    answer = browser.post(url_of("release", handoff), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == handoff.lead.get_absolute_url()
    assert StageChange.objects.filter(handoff=handoff, move="release").exists()
    assert "is back in the queue" in browser.get("/leads/").content.decode()


def test_a_dialog_shows_what_is_wrong_in_its_place(as_, rep, handoff):
    answer = as_(rep).post(url_of("reject", handoff), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert "Choose a reason." in answer.content.decode()
