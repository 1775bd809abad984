"""What was spent: bills, who may set them right, and what of them falls into a period."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.refusals import BadInput, NotAllowed
from leads import costs
from leads.costs import Bill, CostWithdrawn
from leads.models import Campaign, Cost
from tests.cast import NOON, a_marketer, a_source

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(name="Autumn")


def a_bill(campaign=None, amount="310", first=FIRST, last=LAST, **more):
    return Bill(first, last, Decimal(amount), campaign=campaign, **more)


@given(
    cents=st.integers(1, 10**9),
    days=st.integers(1, 400),
    cuts=st.lists(st.integers(-20, 420), max_size=4),
)
def test_the_shares_of_periods_side_by_side_add_up_to_the_bill(cents, days, cuts):
    amount = Decimal(cents) / 100
    bounds = sorted({-20, *cuts, 420})
    edges = [FIRST + timedelta(days=bound) for bound in bounds]
    last = FIRST + timedelta(days=days - 1)
    shares = [costs.share_of(amount, FIRST, last, since, until) for since, until in pairwise(edges)]
    assert sum(shares) == amount
    assert all(share >= 0 and share == share.quantize(Decimal("0.01")) for share in shares)


def test_a_period_that_cuts_a_bill_takes_its_days(campaign, marketer):
    costs.enter(bill=a_bill(campaign), at=NOON, by=marketer)
    source = a_source()
    costs.enter(bill=a_bill(source=source, amount="62"), at=NOON, by=marketer)
    found = costs.spent(date(2026, 10, 30), date(2026, 11, 5))
    assert found.campaigns == {campaign.pk: Decimal(20)}
    assert found.sources == {source.pk: Decimal(4)}
    assert found.total == Decimal(24)
    assert costs.spent(date(2026, 11, 1), date(2026, 11, 5)).total == 0


def test_several_bills_of_the_same_days_add_up(campaign, marketer):
    for _number in range(2):
        costs.enter(bill=a_bill(campaign), at=NOON, by=marketer)
    assert costs.spent(FIRST, date(2026, 11, 1)).campaigns == {campaign.pk: Decimal(620)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "-1"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"last": date(2026, 9, 30)}, "to_date"),
        ({"last": date(2030, 9, 30)}, "to_date"),
        ({"first": date(1990, 1, 1)}, "from_date"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_no_bill_says_is_refused(campaign, marketer, change, field):
    with pytest.raises(BadInput) as refused:
        costs.enter(bill=a_bill(campaign, **change), at=NOON, by=marketer)
    assert refused.value.field == field
    assert not Cost.objects.exists()


def test_a_bill_is_of_one_thing(campaign, marketer):
    for both in (a_bill(), a_bill(campaign, source=a_source())):
        with pytest.raises(BadInput):
            costs.enter(bill=both, at=NOON, by=marketer)


def test_a_correction_keeps_what_was_believed_and_counts_once(campaign, marketer):
    wrong = costs.enter(bill=a_bill(campaign), at=NOON, by=marketer)
    right = costs.correct(cost=wrong, bill=a_bill(campaign, "620"), at=NOON, by=marketer)
    assert right.replaces == wrong
    assert costs.spent(FIRST, date(2026, 11, 1)).total == Decimal(620)
    assert Cost.objects.count() == 2
    with pytest.raises(CostWithdrawn):
        costs.correct(cost=wrong, bill=a_bill(campaign, "9"), at=NOON, by=marketer)
    assert Cost.objects.count() == 2


def test_who_enters_and_who_sets_right(campaign, marketer, rep, manager, marketing_manager):
    for stranger in (rep, manager):
        with pytest.raises(NotAllowed):
            costs.enter(bill=a_bill(campaign), at=NOON, by=stranger)
    cost = costs.enter(bill=a_bill(campaign), at=NOON, by=marketer)
    for stranger in (rep, manager, a_marketer("Another")):
        with pytest.raises(NotAllowed):
            costs.withdraw(cost=cost, at=NOON, by=stranger)
    costs.withdraw(cost=cost, at=NOON, by=marketing_manager)
    assert costs.spent(FIRST, date(2026, 11, 1)).total == 0
