"""What became of the leads: the figures equal a plain count, and add up."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from dashboards import periods, rollups
from dashboards.board import Ground
from dashboards.days import Days
from dashboards.fate import By, Column, fates, sorted_by, without_costs
from leads import costs
from leads.costs import Bill
from leads.models import Campaign, Handoff
from tests import cast
from tests.dashboards import plain
from tests.dashboards.builders import NOW, a_past

pytestmark = pytest.mark.django_db
SPAN = periods.custom(
    (NOW - timedelta(days=60)).date(), (NOW - timedelta(days=1)).date(), ZoneInfo("UTC")
)


@pytest.fixture
def past(db):
    a_past(170, cast.an_agreement())
    chance = Random(5)
    campaigns = [None, *(Campaign.objects.create(name=name) for name in ("Spring", "Autumn"))]
    for handoff in Handoff.objects.all():
        handoff.campaign = chance.choice(campaigns)
        if handoff.outcome == "won":
            handoff.won_value = Decimal(chance.choice([100, 250]))
        handoff.save()
    return {each.name: each for each in campaigns if each}


def found(by=By.CAMPAIGN, **more):
    ground = Ground.read(NOW)
    return fates(Days.seen(NOW, ground.zone, ground.promise_seconds), SPAN, by, **more)


def plain_counts(field):
    counts: Counter = Counter()
    for each in Handoff.objects.exclude(outcome="withdrawn"):
        if SPAN.start <= each.handed_at < SPAN.end:
            key = getattr(each, f"{field}_id") or 0
            counts[key, "delivered"] += 1
            counts[key, "accepted"] += plain.has_reached(each, "accepted")
            counts[key, "qualified"] += plain.has_reached(each, "qualified")
            counts[key, "won"] += each.outcome == "won"
            counts[key, "returned"] += each.outcome in ("rejected", "recycled")
            counts[key, "lost"] += each.outcome in ("disqualified", "lost")
            counts[key, "earned"] += each.won_value or 0
    return +counts


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("is_rolled", [False, True])
def test_every_figure_is_a_plain_count_and_the_whole_adds_up(past, by, is_rolled):
    if is_rolled:
        rollups.roll_up(at=NOW)
    rows = found(by)
    names = ("delivered", "accepted", "qualified", "won", "returned", "lost", "earned")
    told: Counter = Counter()
    for row in rows.rows:
        for name in names:
            told[row.key, name] += getattr(row, name)
    assert +told == plain_counts(by.value)
    for name in names:
        assert getattr(rows.total, name) == sum(getattr(row, name) for row in rows.rows)
    assert rows.total.delivered > 20


def test_costs_count_for_what_they_were_spent_on_even_without_a_lead(past, marketer):
    idle = Campaign.objects.create(name="Idle")
    for campaign in (past["Spring"], idle):
        bill = Bill(SPAN.from_date, SPAN.last_date, Decimal(600), campaign=campaign)
        costs.enter(bill=bill, at=NOW, by=marketer)
    rows = {row.name: row for row in found().rows}
    spring = rows["Spring"]
    assert spring.cost == Decimal(600)
    assert spring.per_lead == (Decimal(600) / spring.delivered).quantize(Decimal("0.01"))
    assert (rows["Idle"].delivered, rows["Idle"].cost, rows["Idle"].per_lead) == (0, 600, None)
    assert rows["Autumn"].cost is None
    assert found().total.cost == Decimal(1200)
    assert found(By.PERSONA).total.cost is None
    hidden = without_costs(found())
    assert {row.cost for row in hidden.rows} == {None}
    assert hidden.total.cost == Decimal(1200)


def test_a_period_that_runs_takes_costs_until_today(past, marketer):
    month = periods.month_of(NOW.date(), ZoneInfo("UTC"))
    bill = Bill(month.from_date, month.last_date, Decimal(3000), campaign=past["Spring"])
    costs.enter(bill=bill, at=NOW, by=marketer)
    ground = Ground.read(NOW)
    days = Days.seen(NOW, ground.zone, ground.promise_seconds)
    spent = fates(days, month, By.CAMPAIGN).total.cost
    assert spent == Decimal(3000) / month.length * NOW.day


def test_the_implied_value_is_conversion_times_average_deal(past):
    before = Handoff.objects.filter(handed_at__lt=SPAN.end)
    over = list(before.exclude(outcome__in=["", "withdrawn"]))
    cents = Decimal("0.1")

    def worth(rows, deals):
        won = sum(each.outcome == "won" for each in rows)
        return sum(deals) / len(deals) * won / len(rows)

    every = [each.won_value for each in over if each.outcome == "won"]
    seen = set()
    for by in By:
        for row in (each for each in found(by).rows if each.delivered):
            mine = [each for each in over if (getattr(each, f"{by.value}_id") or 0) == row.key]
            deals = [each.won_value for each in mine if each.outcome == "won"]
            one = worth(mine if len(mine) >= 20 else over, deals if len(deals) >= 5 else every)
            assert row.implied == pytest.approx(row.delivered * one, abs=cents * row.delivered)
            assert row.is_own_past == (len(mine) >= 20)
            seen.add(row.is_own_past)
    assert True in seen


def test_rows_are_sorted_and_what_is_unknown_comes_last(past, marketer):
    bill = Bill(SPAN.from_date, SPAN.last_date, Decimal(600), campaign=past["Spring"])
    costs.enter(bill=bill, at=NOW, by=marketer)
    rows = found().rows
    assert sorted_by(rows, Column.COST, descends=False)[0].name == "Spring"
    assert sorted_by(rows, Column.COST, descends=True)[0].name == "Spring"
    counts = [row.delivered for row in sorted_by(rows, Column.DELIVERED, descends=True)]
    assert counts == sorted(counts, reverse=True)
    names = [row.name for row in sorted_by(rows, None, descends=False)]
    assert names == sorted(names, key=str.casefold)


def test_one_campaign_alone_is_its_row(past):
    key = past["Spring"].pk
    assert found(only=key).rows == [row for row in found().rows if row.key == key]
