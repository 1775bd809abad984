from datetime import date

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
    return reverse("leads:recycle", args=[handoff.code])


def test_a_lead_is_returned_until_a_day(as_, rep, contacted):
    sent = {"reason": "timing", "until_date": "2027-02-01", "text": "After the budget round"}
    as_(rep).post(url_of(contacted), sent)
    row = fresh(contacted)
    assert (row.outcome, row.lead.stage) == ("recycled", Stage.NURTURE)
    assert row.lead.nurture_until_date == date(2027, 2, 1)


@pytest.mark.parametrize(
    "until", ["", "2026-11-16", "2020-01-01", "soon", "2026-13-01", "2027-02-01T00:00\0"]
)
def test_a_return_needs_a_day_in_the_future(as_, rep, contacted, until):
    sent = {"reason": "timing", "until_date": until, "text": "typed with care"}
    answer = as_(rep).post(url_of(contacted), sent)
    assert answer.status_code == 422
    assert "typed with care" in answer.content.decode()
    assert fresh(contacted).is_open
