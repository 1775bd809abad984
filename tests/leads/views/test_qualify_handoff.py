import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from leads.models import Qualification
from leads.stages import Stage
from tests.cast import a_definition, after, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


@pytest.fixture
def definition(contacted):
    return a_definition(
        "sql",
        {"fact": "was_reached"},
        {"fact": "has_budget"},
        {"fact": "has_need", "is_required": False},
    )


def url_of(handoff):
    return reverse("leads:qualify_handoff", args=[handoff.code])


def test_the_form_asks_for_what_the_definition_leaves_to_the_reps_word(
    as_, rep, contacted, definition
):
    page = as_(rep).get(url_of(contacted)).content.decode()
    assert "SQL 1" in page
    assert "Was reached" in page
    assert 'value="has_budget"' in page
    assert "Budget confirmed (required)" in page
    assert 'value="has_timing"' not in page


def test_confirming_what_is_required_qualifies(as_, rep, contacted, definition):
    as_(rep).post(url_of(contacted), {"confirmed": ["has_budget"]})
    found = Qualification.objects.get()
    assert fresh(contacted).lead.stage == Stage.SQL
    assert (found.is_met, found.definition) == (True, definition)


def test_against_the_definition_only_with_a_reason_and_marked(as_, rep, contacted, definition):
    bare = as_(rep).post(url_of(contacted), {"confirmed": ["has_need"]})
    page = bare.content.decode()
    assert bare.status_code == 422
    assert "Give a reason to go against it" in page
    assert "checked" in page
    assert fresh(contacted).lead.stage == Stage.SAL
    as_(rep).post(url_of(contacted), {"override_reason": "Budget comes in January"})
    found = Qualification.objects.get()
    assert (found.is_met, found.override_reason) == (False, "Budget comes in January")


def test_nobody_vouches_for_what_is_not_asked(as_, rep, contacted, definition):
    answer = as_(rep).post(url_of(contacted), {"confirmed": ["has_timing", "was_reached"]})
    assert answer.status_code == 422
    assert fresh(contacted).lead.stage == Stage.SAL


def test_without_a_definition_nothing_is_checked(as_, rep, contacted):
    assert "nothing is checked" in as_(rep).get(url_of(contacted)).content.decode()
    as_(rep).post(url_of(contacted))
    assert fresh(contacted).lead.stage == Stage.SQL


def test_a_lead_that_nobody_contacted_is_not_qualified(as_, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    assert as_(rep).get(url_of(handoff)).status_code == 409
    assert as_(rep).post(url_of(handoff)).status_code == 409
