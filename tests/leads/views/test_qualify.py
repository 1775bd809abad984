from html import unescape

import pytest
import time_machine
from django.urls import reverse

from leads.models import Qualification
from leads.stages import Stage
from personas.models import Criterion, Persona
from tests.cast import a_definition, a_lead, after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


@pytest.fixture
def lead(db):
    return a_lead(stage=Stage.INQUIRY, industry="Retail", company_size=120)


@pytest.fixture
def definition(db):
    return a_definition(
        "mql",
        {"fact": "industry", "operator": "one_of", "operands": ["Retail"]},
        {"fact": "company_size", "operator": "at_least", "operands": ["200"]},
        {"fact": "seniority", "operator": "one_of", "operands": ["Head"], "is_required": False},
    )


def url_of(lead):
    return reverse("leads:qualify", args=[lead.code])


def stage_of(lead):
    lead.refresh_from_db()
    return lead.stage


@pytest.mark.parametrize(("who", "status"), [("rep", 403), ("manager", 403), ("outsider", 404)])
def test_only_marketing_qualifies(as_, request, lead, who, status):
    browser = as_(request.getfixturevalue(who))
    assert browser.get(url_of(lead)).status_code == status
    assert browser.post(url_of(lead)).status_code == status
    assert stage_of(lead) == Stage.INQUIRY


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client, lead):
    assert "/sign-in/" in client.post(url_of(lead))["Location"]


def test_each_criterion_is_shown_with_its_verdict_and_the_leads_value(
    as_, marketer, lead, definition
):
    page = as_(marketer).get(url_of(lead))
    lines = [(line.text, line.is_met, line.note) for line in page.context["lines"]]
    assert lines == [
        ("Industry is one of Retail", True, "Retail · required"),
        ("Company size is at least 200", False, "120 · required"),
        ("Seniority is one of Head", None, ""),
    ]
    assert "MQL 1" in page.content.decode()


def test_the_fit_to_the_persona_is_shown_with_its_reasons(as_, marketer, lead):
    persona = Persona.objects.create(name="Shop owner")
    Criterion.objects.create(
        persona=persona, fact="industry", operator="one_of", operands=["Retail"]
    )
    lead.persona = persona
    lead.save()
    fit = as_(marketer).get(url_of(lead)).context["fits"][0]
    assert (fit.name, fit.score, fit.reasons[0].is_met) == ("Shop owner", "100%", True)


def test_a_lead_that_meets_the_definition_is_qualified_under_its_version(
    as_, marketer, lead, definition
):
    lead.company_size = 300
    lead.save()
    answer = as_(marketer).post(url_of(lead))
    found = Qualification.objects.get()
    assert answer["Location"] == lead.get_absolute_url()
    assert stage_of(lead) == Stage.MQL
    assert (found.definition, found.is_met, found.by) == (definition, True, marketer)


def test_against_the_definition_only_with_a_reason_and_marked(as_, marketer, lead, definition):
    browser = as_(marketer)
    for reason in ("", "   "):
        answer = browser.post(url_of(lead), {"override_reason": reason})
        assert answer.status_code == 422
        assert "Give a reason to go against it" in answer.content.decode()
        assert stage_of(lead) == Stage.INQUIRY
    browser.post(url_of(lead), {"override_reason": "Asked for by the board"})
    found = Qualification.objects.get()
    assert (found.is_met, found.override_reason) == (False, "Asked for by the board")
    page = browser.get(lead.get_absolute_url()).content.decode()
    assert "Asked for by the board" in page


def test_a_lead_that_changed_meanwhile_is_looked_at_again(as_, marketer, lead, definition):
    browser = as_(marketer)
    seen = browser.get(url_of(lead)).context["seen"]
    lead.company_size = 5
    lead.save()
    sent = {"seen": seen, "override_reason": "Typed with care"}
    answer = browser.post(url_of(lead), sent)
    assert answer.status_code == 409
    assert "Typed with care" in answer.content.decode()
    assert stage_of(lead) == Stage.INQUIRY


def test_a_lead_that_is_qualified_already_is_refused(as_, marketer):
    lead = a_lead()
    assert as_(marketer).get(url_of(lead)).status_code == 409
    assert as_(marketer).post(url_of(lead)).status_code == 409


def test_without_a_definition_qualifying_is_the_marketers_judgement(as_, marketer, lead):
    page = as_(marketer).get(url_of(lead)).content.decode()
    assert "nothing is checked" in page
    assert "override_reason" not in page
    as_(marketer).post(url_of(lead))
    assert stage_of(lead) == Stage.MQL


def test_qualify_and_hand_over_goes_on_to_the_brief(as_, marketer, lead):
    answer = as_(marketer).post(url_of(lead), {"then_hand_off": "1"})
    assert answer["Location"] == reverse("leads:hand_off", args=[lead.code])


def test_a_reason_that_is_too_long_is_refused(as_, marketer, lead, definition):
    answer = as_(marketer).post(url_of(lead), {"override_reason": "x" * 501})
    assert answer.status_code == 422
    assert stage_of(lead) == Stage.INQUIRY


def test_the_form_of_a_new_lead_shows_what_the_definition_asks_for(as_, marketer, definition):
    page = as_(marketer).get(reverse("leads:new_lead"))
    assert page.context["definition"] == definition
    assert all(str(one) in unescape(page.content.decode()) for one in definition.criteria.all())


def test_correcting_a_lead_shows_how_it_stands_to_the_definition(as_, marketer, lead, definition):
    page = as_(marketer).get(reverse("leads:edit_lead", args=[lead.code]))
    assert [line.is_met for line in page.context["lines"]] == [True, False, None]
    assert "Not met" in page.content.decode()
