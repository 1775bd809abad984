from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from leads.stages import Stage
from teams.models import Company
from tests.cast import after, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(handoff):
    return reverse("leads:win", args=[handoff.code])


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12500", "12500"),
        ("12,500.50", "12500.50"),
        ("980,5", "980.5"),
        ("١٢٬٥٠٠٫٥", "12500.5"),
        ("SAR 1 000", "1000"),
        ("0", "0"),
    ],
)
def test_a_win_takes_the_value_as_people_write_it(as_, rep, qualified, typed, value):
    as_(rep).post(url_of(qualified), {"value": typed})
    row = fresh(qualified)
    assert (row.outcome, row.won_value, row.lead.stage) == ("won", Decimal(value), Stage.CUSTOMER)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Give the value of the deal"),
        ("a lot", "Write an amount"),
        ("NaN", "Write an amount"),
        ("-5", "zero or more"),
        ("1.234", "at most two decimals"),
        ("1" + "0" * 12, "too large"),
        ("9" * 61, "at most 60 characters"),
    ],
)
def test_a_value_that_is_none_is_refused(as_, rep, qualified, typed, says):
    answer = as_(rep).post(url_of(qualified), {"value": typed})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert fresh(qualified).is_open


def test_the_currency_and_the_expected_value_are_shown(as_, rep, qualified):
    company = Company.get()
    company.currency = "SAR"
    company.save()
    qualified.lead.expected_value = Decimal("7500.00")
    qualified.lead.save()
    page = as_(rep).get(url_of(qualified)).content.decode()
    assert "(SAR)" in page
    assert 'value="7500.00"' in page


def test_a_lead_that_is_not_qualified_cannot_be_won(as_, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    answer = as_(rep).post(url_of(handoff), {"value": "5"})
    assert answer.status_code == 409
    assert fresh(handoff).is_open
