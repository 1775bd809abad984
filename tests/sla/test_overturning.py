"""A rejection that marketing's manager overturns: what it ended runs on from its original start.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is Monday, 16 November 2026. A lead
handed over at noon is to be claimed by 12:30 and contacted by 13:00; whoever claims decides within
two hours, and marketing answers a rejection within four. Every instant is reckoned by hand.
"""

import pytest
from django.urls import reverse

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle, qualifying
from leads.lifecycle import Decision
from leads.models import Lead, Overturning, StageChange
from leads.refusals import IllegalMove
from notifications import kinds, outbox
from notifications.models import Notice
from sla import timeline
from sla.models import Breach, Clock, ClockEvent, Metric
from sla.reading import read_clock
from sla.sweep import sweep
from tests.api_client import Program
from tests.cast import BRIEF, a_handoff, a_target, a_touch, after, clock_of, fresh

pytestmark = pytest.mark.django_db
TOUCH, CLAIM = Metric.FIRST_TOUCH, Metric.CLAIM
WHY = "The clinic is in Doha after all"


@pytest.fixture
def desk(agreement):
    a_target(agreement, Metric.DECISION, 120, calendar=None)
    a_target(agreement, Metric.ANSWER, 240, calendar=None)
    return agreement


@pytest.fixture
def claimed(desk, marketer, rep):
    return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=0), by=rep)


def rejected(handoff, by, minutes=20):
    decision = Decision("misrouted", text="Not our region")
    return lifecycle.reject(
        handoff=fresh(handoff), decision=decision, at=after(minutes=minutes), by=by
    )


def overturned(handoff, by, minutes=50, text=WHY):
    return lifecycle.overturn(handoff=fresh(handoff), text=text, at=after(minutes=minutes), by=by)


def story(clock):
    return [each.kind for each in ClockEvent.objects.filter(clock=clock).order_by("id")]


def test_the_hand_off_goes_on_with_whoever_had_it(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    now = overturned(claimed, marketing_manager)
    assert (now.closed_at, now.outcome, now.owner, now.lead.stage) == (None, "", rep, "sal")
    assert (now.reason, now.reason_text) == (None, "")


def test_its_promises_run_on_from_their_original_start(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    assert clock_of(claimed, TOUCH).state == "void"
    overturned(claimed, marketing_manager)
    touch, decision = clock_of(claimed, TOUCH), clock_of(claimed, Metric.DECISION)
    assert (touch.due_at, touch.voided_at) == (after(minutes=60), None)
    assert read_clock(clock=touch, at=after(minutes=50)).remaining_seconds == 600
    assert (decision.due_at, decision.stopped_at) == (after(hours=2), None)
    assert story(touch) == ["started", "voided", "reopened"]
    assert story(decision) == ["started", "met", "reopened"]
    assert clock_of(claimed, CLAIM).state == "met"  # the rejection had not ended it


def test_a_touch_at_the_due_second_is_in_time(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    a_touch(overturned(claimed, marketing_manager), rep, after(minutes=60))
    assert clock_of(claimed, TOUCH).state == "met"


def test_what_fell_due_meanwhile_is_broken_at_its_due_instant(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    sweep(at=after(minutes=65))
    assert not Breach.objects.exists()
    overturned(claimed, marketing_manager, 90)
    sweep(at=after(minutes=91))
    breach = Breach.objects.get()
    assert (breach.due_at, breach.charged_to) == (after(minutes=60), rep)


def test_unclaimed_it_waits_in_the_queue_again(desk, marketer, rep, marketing_manager):
    handoff = a_handoff(by=marketer)
    rejected(handoff, rep, 10)
    now = overturned(handoff, marketing_manager, 20)
    claim = clock_of(handoff, CLAIM)
    assert (now.owner, now.lead.stage) == (None, "mql")
    assert (claim.state, claim.due_at) == ("on_track", after(minutes=30))
    lifecycle.claim(handoff=now, at=after(minutes=31), by=rep)
    assert clock_of(handoff, CLAIM).breached_at == after(minutes=30)


def test_what_was_broken_before_the_rejection_stays_broken(claimed, rep, marketing_manager):
    sweep(at=after(minutes=61))
    rejected(claimed, rep, 70)
    overturned(claimed, marketing_manager, 80)
    touch = clock_of(claimed, TOUCH)
    assert (touch.state, touch.breached_at, touch.voided_at) == (
        "breached",
        after(minutes=60),
        None,
    )
    assert Breach.objects.filter(withdrawn_at=None).count() == 1


def test_it_is_marketings_answer(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    overturned(claimed, marketing_manager)
    answer = clock_of(claimed, Metric.ANSWER)
    assert (answer.state, answer.stopped_at) == ("met", after(minutes=50))


def test_rejected_again_it_is_answered_again(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    rejected(overturned(claimed, marketing_manager, 30), rep, 40)
    answers = Clock.objects.filter(handoff=claimed, metric=Metric.ANSWER).order_by("seq")
    assert [(each.started_at, each.state) for each in answers] == [
        (after(minutes=20), "met"),
        (after(minutes=40), "on_track"),
    ]
    overturned(claimed, marketing_manager, 45)
    assert clock_of(claimed, TOUCH).due_at == after(minutes=60)


def test_sales_is_told_who_overturned_it_and_why(claimed, rep, manager, marketing_manager):
    rejected(claimed, rep)
    overturned(claimed, marketing_manager)
    outbox.deliver(at=after(minutes=50))
    notice = Notice.objects.get(kind="rejection_overturned")
    (sentence,) = kinds.sentences([notice])
    assert notice.recipient == rep
    assert sentence.note == WHY
    assert marketing_manager.name in sentence.text


def test_managers_of_sales_are_told_of_what_nobody_has(
    desk, marketer, rep, manager, marketing_manager
):
    handoff = a_handoff(by=marketer)
    rejected(handoff, rep, 10)
    overturned(handoff, marketing_manager, 20)
    outbox.deliver(at=after(minutes=20))
    told = Notice.objects.filter(kind="rejection_overturned")
    assert set(told.values_list("recipient", flat=True)) == {manager.pk, rep.pk}


def test_the_timeline_keeps_both_words(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    overturned(claimed, marketing_manager)
    events = {event.title: event for event in timeline.of_lead(claimed.lead, after(hours=1))}
    body = events["Rejection overturned"].body
    assert WHY in body
    assert "Not our region" in body
    assert "Rejected" in events


def test_two_at_once_overturn_once(claimed, rep, marketing_manager):
    rejected(claimed, rep)
    overturned(claimed, marketing_manager)
    with pytest.raises(IllegalMove):
        overturned(claimed, marketing_manager, 51)
    assert StageChange.objects.filter(move="overturn").count() == 1


def test_a_lead_that_has_gone_on_is_left_alone(claimed, rep, marketer, marketing_manager):
    rejected(claimed, rep)
    lead = Lead.objects.get()
    qualifying.qualify_mql(lead=lead, override_reason="", at=after(minutes=30), by=marketer)
    with pytest.raises(IllegalMove, match="gone on"):
        overturned(claimed, marketing_manager)
    lifecycle.hand_off(lead=Lead.objects.get(), brief=BRIEF, at=after(minutes=31), by=marketer)
    with pytest.raises(IllegalMove):
        overturned(claimed, marketing_manager)


def test_only_a_rejection_is_overturned(claimed, rep, marketing_manager):
    with pytest.raises(IllegalMove):
        overturned(claimed, marketing_manager)


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_it_needs_a_reason_that_fits(claimed, rep, marketing_manager, text):
    rejected(claimed, rep)
    with pytest.raises(BadInput) as refusal:
        overturned(claimed, marketing_manager, text=text)
    assert refusal.value.field == "text"
    assert not Overturning.objects.exists()


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "outsider"])
def test_nobody_but_marketings_managers_may(request, claimed, rep, who):
    rejected(claimed, rep)
    with pytest.raises(NotAllowed):
        overturned(claimed, request.getfixturevalue(who))


DOORS = [
    ("marketer", 403, 403),
    ("rep", 403, 403),
    ("manager", 403, 403),
    ("marketing_manager", 200, 200),
    ("outsider", 404, 404),
    (None, 302, 401),
]


@pytest.mark.parametrize(("who", "page", "api"), DOORS)
def test_doors(request, client, claimed, rep, who, page, api):
    rejected(claimed, rep)
    user = request.getfixturevalue(who) if who else None
    if user:
        client.force_login(user)
    url = reverse("leads:overturn", args=[claimed.code])
    assert client.get(url).status_code == page
    program = Program(user).post(f"/handoffs/{claimed.code}/overturn/", text=WHY)
    assert program.status_code == api
    assert fresh(claimed).is_open == (api == 200)


def test_the_page_asks_why_and_leads_back_to_the_lead(as_, claimed, rep, marketing_manager):
    rejected(claimed, rep)
    browser, url = as_(marketing_manager), reverse("leads:overturn", args=[claimed.code])
    assert "Not our region" in browser.get(url).content.decode()
    assert browser.post(url, {"text": " "}).status_code == 422
    answer = browser.post(url, {"text": WHY})
    assert answer["Location"] == claimed.lead.get_absolute_url()
    assert fresh(claimed).is_open
    assert browser.get(url).status_code == 409


def test_the_feedback_offers_it_to_managers_alone(as_, claimed, rep, marketer, marketing_manager):
    rejected(claimed, rep)
    url = reverse("leads:overturn", args=[claimed.code])
    assert url in as_(marketing_manager).get("/feedback/").content.decode()
    assert url not in as_(marketer).get("/feedback/").content.decode()
