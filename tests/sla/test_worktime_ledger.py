"""The ledger: every second of a stretch, counted or not, with its reason."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.worktime import Reason, WorkCalendar

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOUR = 3600


def paris(*parts):
    return datetime(*parts, tzinfo=PARIS)


@pytest.fixture
def office():
    return WorkCalendar(
        tz="Europe/Paris",
        week={day: [("09:00", "12:00"), ("13:00", "18:00")] for day in WEEKDAYS},
        holidays={date(2026, 12, 25): "Christmas", date(2026, 12, 26): "Boxing day"},
        overrides={date(2026, 12, 24): [("09:00", "12:00")], date(2026, 12, 28): []},
    )


def told(intervals):
    return [
        (interval.reason.value, interval.local_date.day, interval.name, interval.seconds / HOUR)
        for interval in intervals
    ]


def test_each_closed_stretch_says_why(office):
    assert told(office.ledger(paris(2026, 12, 23, 17), paris(2026, 12, 29, 10))) == [
        ("open", 23, "", 1),
        ("outside_hours", 23, "", 6),
        ("outside_override", 24, "", 9),
        ("override", 24, "", 3),
        ("outside_override", 24, "", 12),
        ("holiday", 25, "Christmas", 24),
        ("holiday", 26, "Boxing day", 24),
        ("closed_day", 27, "", 24),
        ("override_closed", 28, "", 24),
        ("outside_hours", 29, "", 9),
        ("open", 29, "", 1),
    ]


def test_the_lunch_break_is_outside_hours(office):
    assert told(office.ledger(paris(2026, 3, 2, 11, 30), paris(2026, 3, 2, 13, 30))) == [
        ("open", 2, "", 0.5),
        ("outside_hours", 2, "", 1),
        ("open", 2, "", 0.5),
    ]


def test_only_windows_count(office):
    for interval in office.ledger(paris(2026, 12, 20), paris(2027, 1, 3)):
        assert interval.is_counted is (interval.reason in {Reason.OPEN, Reason.OVERRIDE})


def test_an_opened_holiday_keeps_its_name():
    day = date(2026, 12, 25)
    calendar = WorkCalendar(
        tz="Europe/Paris",
        week={},
        holidays={day: "Christmas"},
        overrides={day: [("09:00", "24:00")]},
    )
    assert told(calendar.ledger(paris(2026, 12, 25), paris(2026, 12, 26))) == [
        ("outside_override", 25, "Christmas", 9),
        ("override", 25, "Christmas", 15),
    ]


def test_a_night_shift_is_told_by_date():
    night = WorkCalendar(
        tz="Europe/Paris", week={"mon": [("22:00", "24:00")], "tue": [("00:00", "06:00")]}
    )
    assert told(night.ledger(paris(2026, 3, 2, 21), paris(2026, 3, 3, 7))) == [
        ("outside_hours", 2, "", 1),
        ("open", 2, "", 2),
        ("open", 3, "", 6),
        ("outside_hours", 3, "", 1),
    ]


def test_days_on_which_clocks_change_have_their_real_length(office):
    assert told(office.ledger(paris(2026, 3, 29), paris(2026, 3, 30))) == [
        ("closed_day", 29, "", 23)
    ]
    assert told(office.ledger(paris(2026, 10, 25), paris(2026, 10, 26))) == [
        ("closed_day", 25, "", 25)
    ]


def test_windows_that_a_gap_lays_over_each_other_count_once():
    sundays = WorkCalendar(
        tz="Europe/Paris", week={"sun": [("02:30", "02:45"), ("03:20", "04:00")]}
    )
    start, end = paris(2026, 3, 29), paris(2026, 3, 29, 5)
    counted = [interval for interval in sundays.ledger(start, end) if interval.is_counted]
    assert sum(interval.seconds for interval in counted) == sundays.between(start, end) == 40 * 60


def test_a_date_that_a_zone_skipped_has_no_interval_of_its_own():
    apia = WorkCalendar(tz="Pacific/Apia", week={"thu": [("09:00", "17:00")]})
    start = datetime(2011, 12, 29, 10, tzinfo=UTC)
    assert told(apia.ledger(start, start + timedelta(days=2))) == [
        ("outside_hours", 29, "", 9),
        ("open", 29, "", 8),
        ("outside_hours", 29, "", 7),
        ("closed_day", 31, "", 24),
    ]


def test_fractions_of_seconds_add_up_to_what_has_elapsed(office):
    start, end = paris(2026, 3, 2, 11, 59, 58, 600_000), paris(2026, 3, 2, 13, 0, 2, 700_000)
    intervals = office.ledger(start, end)
    assert [interval.seconds for interval in intervals] == [1, HOUR, 3]
    assert office.between(start, end) == 4


def test_nothing_is_told_of_no_time(office):
    assert office.ledger(paris(2026, 3, 2), paris(2026, 3, 2)) == []
    assert office.ledger(paris(2026, 3, 3), paris(2026, 3, 2)) == []


def test_an_interval_cannot_be_changed(office):
    interval = office.ledger(paris(2026, 3, 2), paris(2026, 3, 3))[0]
    assert interval.start.tzinfo is UTC
    with pytest.raises(AttributeError):
        interval.seconds = 0
