"""Until when a lead may be handed over and still be answered today, reckoned by hand."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.todays_answer import last_moment
from sla.worktime import WorkCalendar

HOUR = 3600
WEEK = ("mon", "tue", "wed", "thu", "fri")
RIYADH = ZoneInfo("Asia/Riyadh")
OFFICE = WorkCalendar(
    tz="Asia/Riyadh",
    week={day: [("09:00", "12:30"), ("13:30", "18:00")] for day in WEEK},
    holidays={date(2026, 11, 18): "Day off"},
    overrides={date(2026, 11, 19): [("09:00", "13:00")]},
)


def on(day, hour, minute=0, zone=RIYADH):
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("at", "hours", "moment"),
    [
        # Two of the four and a half afternoon hours: 18:00 less two.
        (on(16, 10), 2, on(16, 16)),
        (on(16, 7), 2, on(16, 16)),
        (on(16, 16), 2, on(16, 16)),
        # Five hours: all of the afternoon and the half hour before lunch.
        (on(16, 10), 5, on(16, 12)),
        # Eight hours are the whole day: at its very opening.
        (on(16, 8), 8, on(16, 9)),
        # The short Thursday ends at 13:00.
        (on(19, 10), 2, on(19, 11)),
    ],
)
def test_the_last_moment_is_the_closing_less_the_promise(at, hours, moment):
    assert last_moment(OFFICE, hours * HOUR, at) == moment


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (on(16, 16, 1), 2),  # a minute too late
        (on(16, 8), 9),  # longer than the day
        (on(18, 10), 2),  # a holiday
        (on(21, 10), 2),  # a Saturday
        (on(16, 18, 30), 1),  # after closing
    ],
)
def test_there_is_none_once_it_is_over_or_where_it_never_was(at, hours):
    assert last_moment(OFFICE, hours * HOUR, at) is None


def test_the_day_is_that_of_the_calendar_not_of_utc():
    # 22:30 UTC on the 15th is half past one on Monday the 16th in Riyadh.
    late = datetime(2026, 11, 15, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert last_moment(OFFICE, 2 * HOUR, late) == on(16, 16)


def test_a_night_that_loses_an_hour_loses_it_here_too():
    berlin = ZoneInfo("Europe/Berlin")
    night = WorkCalendar(tz="Europe/Berlin", week={"sun": [("00:00", "06:00")]})
    at = datetime(2026, 3, 29, 0, 0, tzinfo=berlin)
    # 02:00 to 03:00 does not exist: four hours before 06:00 is 01:00.
    moment = last_moment(night, 4 * HOUR, at)
    assert moment == datetime(2026, 3, 29, 1, 0, tzinfo=berlin)


@given(st.integers(0, 7 * 24 * 60), st.integers(60, 10 * HOUR))
def test_what_begins_then_is_due_today_and_a_second_later_no_more(minutes, seconds):
    at = datetime.fromtimestamp(on(16, 0).timestamp() + minutes * 60, RIYADH)
    moment = last_moment(OFFICE, seconds, at)
    if moment is not None:
        assert moment >= at
        assert OFFICE.add(moment, seconds).astimezone(RIYADH).date() == at.date()
        later = datetime.fromtimestamp(moment.timestamp() + 1, RIYADH)
        assert OFFICE.add(later, seconds).astimezone(RIYADH).date() > at.date()
