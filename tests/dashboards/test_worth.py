"""What the delivered leads are worth."""

from decimal import Decimal

import pytest

from dashboards import words
from dashboards.days import Days
from dashboards.pace import AllTime
from dashboards.periods import month_of, week_of
from dashboards.worth import worth
from tests import cast
from tests.dashboards.builders import NOW, a_handoff, ago
from tests.dashboards.test_periods import RIYADH

pytestmark = pytest.mark.django_db


def worth_of(value, **fields):
    a_handoff(ago(days=1), expected_value=value, **fields)


def asked(period, goal):
    days = Days.seen(NOW, RIYADH, 3600).handed(period)
    return worth(days, period, goal, AllTime())


def test_it_is_the_sum_of_expected_values_of_what_was_not_taken_back():
    worth_of(Decimal(1200))
    worth_of(Decimal("300.50"))
    worth_of(None)
    worth_of(Decimal(9000), outcome="withdrawn")
    found = asked(month_of(NOW.date(), RIYADH), Decimal(60_000))
    assert (found.delivered, found.goal) == (Decimal("1500.50"), 60_000)


def test_a_later_edit_of_the_lead_moves_nothing(marketer):
    handoff = cast.a_handoff(by=marketer, lead=cast.a_lead(expected_value=Decimal(700)))
    handoff.lead.expected_value = Decimal(1)
    handoff.lead.save()
    assert cast.fresh(handoff).expected_value == Decimal(700)


def test_a_week_has_its_share_of_the_months_goal():
    found = asked(week_of(NOW.date(), RIYADH), Decimal(60_000))
    assert (found.delivered, found.goal) == (Decimal(0), 14_000)


def test_without_a_goal_there_is_nothing_to_hold_it_against():
    assert asked(month_of(NOW.date(), RIYADH), None) is None


def test_money_is_short_beside_other_money():
    assert words.money(Decimal(1_425_300), "SAR") == words.isolated("1.43M SAR")
    assert words.money(85_000, "SAR") == words.isolated("85K SAR")
    assert words.money(Decimal("950.40"), "SAR") == words.isolated("950 SAR")
