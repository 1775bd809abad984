import pytest
import time_machine
from django.urls import reverse

from leads.stages import Stage
from tests.cast import after, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(handoff):
    return reverse("leads:lose", args=[handoff.code])


def test_a_qualified_lead_is_lost_with_a_reason(as_, rep, qualified):
    as_(rep).post(url_of(qualified), {"reason": "price"})
    row = fresh(qualified)
    assert (row.outcome, row.reason.key, row.lead.stage) == ("lost", "price", Stage.LOST)


def test_a_deal_that_never_was_cannot_be_lost(as_, rep, contacted):
    answer = as_(rep).post(url_of(contacted), {"reason": "price"})
    assert answer.status_code == 409
    assert fresh(contacted).is_open
