from dataclasses import asdict

import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from leads.lifecycle import Decision
from leads.models import Campaign, Handoff, Terms
from leads.stages import Stage
from tests.cast import BRIEF, LONG_AGO, a_handoff, a_lead, a_source, after, clock_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(lead):
    return reverse("leads:hand_off", args=[lead.code])


@pytest.mark.parametrize(("who", "status"), [("rep", 403), ("manager", 403), ("outsider", 404)])
def test_only_marketing_hands_over(as_, request, lead, who, status):
    browser = as_(request.getfixturevalue(who))
    assert browser.get(url_of(lead)).status_code == status
    assert browser.post(url_of(lead), asdict(BRIEF)).status_code == status
    assert not Handoff.objects.exists()


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client, lead):
    assert "/sign-in/" in client.post(url_of(lead), asdict(BRIEF))["Location"]


def test_the_brief_is_drafted_from_what_is_known(as_, marketer):
    lead = a_lead(
        job_title="Head of IT",
        company_size=1400,
        source=a_source("Webinar"),
        campaign=Campaign.objects.create(name="Summer"),
        lead_type="webinar",
        notes="Wants one tool for 14 clinics",
    )
    form = as_(marketer).get(url_of(lead)).context["form"]
    assert form["who"].value() == "Lina Mansour · Head of IT · Doha Clinics Group · 1,400 employees"
    assert form["did"].value() == "webinar · Summer"
    assert form["wants"].value() == "Wants one tool for 14 clinics"
    assert form["why_now"].value() == ""


def test_a_lead_that_came_back_says_so_in_its_next_brief(as_, marketer, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    decision = Decision(reason="timing", text="After Ramadan", until_date=after(days=90).date())
    lifecycle.recycle(handoff=handoff, decision=decision, at=after(minutes=2), by=rep)
    handoff.lead.stage = Stage.MQL
    handoff.lead.save()
    form = as_(marketer).get(url_of(handoff.lead)).context["form"]
    assert form["why_now"].value() == (
        "Returned to marketing on 16 November 2026: Wrong timing · After Ramadan"
    )


def test_handing_over_starts_the_clocks(as_, marketer, agreement, lead):
    answer = as_(marketer).post(url_of(lead), asdict(BRIEF))
    handoff = Handoff.objects.select_related("brief").get()
    assert answer["Location"] == lead.get_absolute_url()
    assert (handoff.handed_by, handoff.handed_at) == (marketer, after(minutes=10))
    assert handoff.brief.why_now == BRIEF.why_now
    assert clock_of(handoff, "claim").due_at == after(minutes=40)


def test_the_parts_that_the_agreement_requires_are_asked_for(as_, marketer, lead):
    Terms.objects.create(in_force_at=LONG_AGO, required_brief_fields=["who", "why_now"])
    form = as_(marketer).get(url_of(lead)).context["form"]
    assert [field.name for field in form if field.field.required] == ["who", "why_now"]
    answer = as_(marketer).post(url_of(lead), {"who": "Lina", "did": "Typed with care"})
    assert answer.status_code == 422
    assert "The agreement requires this part" in answer.content.decode()
    assert "Typed with care" in answer.content.decode()
    assert not Handoff.objects.exists()
    as_(marketer).post(url_of(lead), {"who": "Lina", "why_now": "Asked today"})
    assert Handoff.objects.count() == 1


@pytest.mark.parametrize("part", ["x" * 1001, "a\0b"])
def test_a_part_that_cannot_be_used_is_refused(as_, marketer, lead, part):
    answer = as_(marketer).post(url_of(lead), asdict(BRIEF) | {"wants": part})
    assert answer.status_code == 422
    assert not Handoff.objects.exists()


def test_a_lead_that_is_not_qualified_is_not_handed_over(as_, marketer):
    lead = a_lead(stage=Stage.INQUIRY)
    answer = as_(marketer).get(url_of(lead))
    assert answer.status_code == 409
    assert "Qualify the lead first" in answer.content.decode()
    assert as_(marketer).post(url_of(lead), asdict(BRIEF)).status_code == 409


def test_the_second_of_two_marketers_is_told_and_keeps_the_text(as_, marketer, lead):
    browser = as_(marketer)
    assert browser.get(url_of(lead)).status_code == 200
    a_handoff(lead=lead)
    answer = browser.post(url_of(lead), asdict(BRIEF))
    assert answer.status_code == 409
    assert "with sales already" in answer.content.decode()
    assert BRIEF.who in answer.content.decode()
    assert browser.get(url_of(lead)).status_code == 409
    assert Handoff.objects.count() == 1
