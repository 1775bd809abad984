import pytest
import time_machine
from django.urls import reverse

from leads.models import ReturnReason
from leads.stages import Stage
from notifications.models import OutboxMessage
from tests.cast import a_definition, after, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(handoff):
    return reverse("leads:reject", args=[handoff.code])


def test_an_unclaimed_lead_is_rejected_and_marketing_is_told(as_, rep, handoff):
    answer = as_(rep).post(url_of(handoff), {"reason": "misrouted", "text": "Wrong city"})
    row = fresh(handoff)
    assert answer["Location"] == handoff.lead.get_absolute_url()
    assert (row.outcome, row.reason.key, row.reason_text) == ("rejected", "misrouted", "Wrong city")
    assert row.lead.stage == Stage.INQUIRY
    assert OutboxMessage.objects.filter(kind="lead_returned").count() == 1


def test_reasons_are_offered_in_the_persons_language(as_, rep, handoff):
    rep.language = "ar"
    rep.save()
    page = as_(rep).get(url_of(handoff)).content.decode()
    assert "ليس من اختصاص هذا الفريق" in page
    assert "Not for this team" not in page


def test_an_archived_reason_is_not_offered(as_, rep, handoff):
    ReturnReason.objects.filter(key="misrouted").update(archived_at=after())
    page = as_(rep).get(url_of(handoff)).content.decode()
    assert 'value="misrouted"' not in page
    answer = as_(rep).post(url_of(handoff), {"reason": "misrouted"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Choose a reason."),
        ({"reason": "no_such"}, "no_such"),
        ({"reason": "no_budget"}, "no_budget"),  # a reason of another decision
        ({"reason": "other"}, "Say in a few words what the reason is."),
        ({"reason": "other", "text": "   "}, "Say in a few words what the reason is."),
        ({"reason": "misrouted", "text": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_rejection_without_its_reason_is_refused(as_, rep, handoff, sent, says):
    answer = as_(rep).post(url_of(handoff), sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert fresh(handoff).is_open


def test_definition_not_met_names_the_criterion(as_, rep, handoff):
    definition = a_definition("mql", {"fact": "industry", "operator": "known"})
    criterion = definition.criteria.get()
    browser = as_(rep)
    assert str(criterion) in browser.get(url_of(handoff)).content.decode()
    bare = browser.post(url_of(handoff), {"reason": "not_qualified"})
    assert (bare.status_code, "Choose the criterion" in bare.content.decode()) == (422, True)
    wrong = {"reason": "not_qualified", "criterion_id": "0"}
    assert browser.post(url_of(handoff), wrong).status_code == 422
    browser.post(url_of(handoff), {"reason": "not_qualified", "criterion_id": criterion.pk})
    assert fresh(handoff).failed_criterion == criterion


def test_without_a_definition_there_is_no_criterion_to_name(as_, rep, handoff):
    browser = as_(rep)
    assert "criterion_id" not in browser.get(url_of(handoff)).content.decode()
    browser.post(url_of(handoff), {"reason": "not_qualified"})
    assert fresh(handoff).outcome == "rejected"


def test_a_contacted_lead_is_not_rejected_any_more(as_, rep, contacted):
    assert as_(rep).get(url_of(contacted)).status_code == 409
    answer = as_(rep).post(url_of(contacted), {"reason": "misrouted"})
    assert answer.status_code == 409
    assert "disqualify it or return it" in answer.content.decode()


def test_what_is_typed_is_never_markup(as_, rep, handoff):
    sent = {"reason": "", "text": "<script>alert(1)</script>"}
    page = as_(rep).post(url_of(handoff), sent).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_second_of_two_decisions_is_told_of_the_first(as_, rep, manager, handoff):
    sent = {"reason": "duplicate"}
    assert as_(manager).post(url_of(handoff), sent).status_code == 302
    answer = as_(rep).post(url_of(handoff), sent)
    assert answer.status_code == 409
    assert "Dana Habib" in answer.content.decode()
