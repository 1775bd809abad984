import re

import pytest
import time_machine
from django.urls import reverse

from leads.stages import Stage
from tests.cast import a_touch, after, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(handoff):
    return reverse("leads:disqualify", args=[handoff.code])


def test_a_contacted_lead_is_disqualified(as_, rep, contacted):
    as_(rep).post(url_of(contacted), {"reason": "no_budget"})
    row = fresh(contacted)
    assert (row.outcome, row.lead.stage) == ("disqualified", Stage.DISQUALIFIED)


def test_unable_to_reach_waits_for_the_promised_attempts(as_, rep, contacted):
    page = as_(rep).get(url_of(contacted)).content.decode()
    assert "1 of 5 promised attempts" in page
    assert re.search(r'value="unreachable"[^>]*disabled', page)
    answer = as_(rep).post(url_of(contacted), {"reason": "unreachable"})
    assert answer.status_code == 422
    for minute in range(3, 7):
        a_touch(fresh(contacted), rep, after(minutes=minute), outcome="no_answer")
    page = as_(rep).get(url_of(contacted)).content.decode()
    assert "promised attempts" not in page
    as_(rep).post(url_of(contacted), {"reason": "unreachable"})
    assert fresh(contacted).outcome == "disqualified"


def test_a_lead_that_nobody_contacted_is_not_disqualified(as_, rep, handoff):
    answer = as_(rep).post(url_of(handoff), {"reason": "no_budget"})
    assert answer.status_code == 409
    assert fresh(handoff).is_open
