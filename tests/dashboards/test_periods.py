"""Periods: whole local days in the company's zone."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from dashboards import periods
from dashboards.pace import AllTime, planned, projected
from sla.worktime import WorkCalendar

RIYADH, BERLIN, CAIRO = (
    ZoneInfo(f"{name}") for name in ("Asia/Riyadh", "Europe/Berlin", "Africa/Cairo")
)
DAY = date(2026, 11, 19)


def test_a_month_begins_at_local_midnight():
    month = periods.month_of(DAY, RIYADH)
    assert month.start == datetime(2026, 10, 31, 21, tzinfo=UTC)
    assert month.end == datetime(2026, 11, 30, 21, tzinfo=UTC)
    assert (month.length, month.last_date) == (30, date(2026, 11, 30))


def test_a_day_without_midnight_begins_with_its_first_instant():
    # In Cairo the clocks go from 23:59:59 to 01:00 on 24 April 2026.
    day = periods.one_day(date(2026, 4, 24), CAIRO)
    assert day.start == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert (day.end - day.start).total_seconds() == 23 * 3600


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (periods.month_of(DAY, BERLIN), (date(2026, 10, 1), date(2026, 11, 1))),
        (periods.week_of(DAY, BERLIN), (date(2026, 11, 9), date(2026, 11, 16))),
        (periods.last_days(DAY, BERLIN), (date(2026, 9, 21), date(2026, 10, 21))),
        (periods.custom(DAY, DAY, BERLIN), (date(2026, 11, 18), DAY)),
    ],
)
def test_the_period_before_ends_where_this_one_begins(period, before):
    found = period.previous()
    assert (found.from_date, found.to_date) == before
    assert found.to_date == period.from_date
    after = found.following()
    assert (after.from_date, after.to_date) == (period.from_date, period.to_date)
    assert found.query() != period.query()


def test_a_running_period_is_compared_with_as_many_days_of_the_one_before():
    at = datetime(2026, 11, 19, 12, tzinfo=UTC)
    compared = periods.month_of(DAY, BERLIN).compared(at)
    assert (compared.from_date, compared.last_date) == (date(2026, 10, 1), date(2026, 10, 19))
    later = datetime(2026, 12, 5, tzinfo=UTC)
    assert periods.month_of(DAY, BERLIN).compared(later).last_date == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("opened", "first"),
    [
        ({0, 1, 2, 3, 4}, 0),  # Monday to Friday
        ({6, 0, 1, 2, 3}, 6),  # Sunday to Thursday
        ({5, 6, 0, 1, 2, 3}, 5),  # Saturday to Thursday
        ({0, 1, 2, 3, 4, 5, 6}, 0),
        (set(), 0),
    ],
)
def test_a_week_begins_after_its_rest(opened, first):
    assert periods.first_weekday(frozenset(opened)) == first


def test_the_weeks_end_with_the_last_day_and_leave_no_gap():
    weeks = periods.month_of(DAY, BERLIN).weeks(8, 6)
    assert weeks[-1].holds(date(2026, 11, 30))
    assert all(week.from_date.weekday() == 6 for week in weeks)
    assert all(one.to_date == two.from_date for one, two in pairwise(weeks))


class TestPace:
    """A month's goal is spread over its working time."""

    hours = WorkCalendar(
        tz="Europe/Berlin", week={day: [("09:00", "17:00")] for day in ("mon", "tue")}
    )

    def test_a_whole_month_asks_for_the_whole_goal(self):
        month = periods.month_of(DAY, BERLIN)
        for hours in (self.hours, AllTime()):
            assert planned(480, month, month.end, hours) == pytest.approx(480)

    def test_closed_days_ask_for_nothing(self):
        sunday = periods.one_day(date(2026, 11, 15), BERLIN)
        assert planned(480, sunday, sunday.end, self.hours) == 0

    def test_a_span_over_two_months_takes_a_part_of_each(self):
        span = periods.custom(date(2026, 10, 31), date(2026, 11, 1), BERLIN)
        days = planned(310, span, span.end, AllTime())
        assert days == pytest.approx(310 * 24 / (31 * 24 + 1) + 310 / 30, rel=1e-6)

    def test_the_pace_so_far_is_carried_to_the_end(self):
        month = periods.month_of(DAY, BERLIN)
        half = datetime(2026, 11, 17, 16, tzinfo=UTC)  # six of the nine working days are over
        assert projected(60, month, half, self.hours) == 90
        assert projected(0, month, month.start, self.hours) is None


@pytest.mark.parametrize("month", range(1, 13))
def test_a_quarter_is_three_whole_months_between_its_neighbours(month):
    quarter = periods.quarter_of(date(2026, month, 17), RIYADH)
    assert quarter.from_date == date(2026, (month - 1) // 3 * 3 + 1, 1)
    assert (quarter.last_date + periods.ONE_DAY).day == 1
    assert quarter.length in {90, 91, 92}
    assert quarter.previous().to_date == quarter.from_date
    assert quarter.following().from_date == quarter.to_date
    assert quarter.previous().following() == quarter
