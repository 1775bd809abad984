"""Business time where clocks change: real seconds, gaps, overlaps, skipped dates."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.worktime import WorkCalendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAY = [("00:00", "24:00")]
NINE_TO_FIVE = [("09:00", "17:00")]
HOUR = 3600


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def daily(tz, hours=ALL_DAY, days=DAYS):
    return WorkCalendar(tz=tz, week=dict.fromkeys(days, hours))


def open_windows(calendar, start, end):
    """Walk from opening to closing, over the public methods alone."""
    found = []
    while (opens := calendar.next_open(start)) < end:
        start = calendar.next_close(opens)
        found.append((opens, start))
    return found


@pytest.mark.parametrize(
    ("tz", "sunday", "hours"),
    [
        ("Europe/Paris", (2026, 3, 29), 23),
        ("Europe/Paris", (2026, 10, 25), 25),
        ("America/New_York", (2026, 3, 8), 23),
        ("America/New_York", (2026, 11, 1), 25),
        ("America/Sao_Paulo", (2018, 11, 4), 23),  # clocks change at midnight
        ("America/Sao_Paulo", (2018, 2, 17), 25),
        ("Africa/Cairo", (2023, 4, 28), 23),
        ("Africa/Cairo", (2023, 10, 26), 25),
        ("Asia/Beirut", (2022, 3, 27), 23),
        ("Asia/Beirut", (2022, 10, 29), 25),
        ("America/Havana", (2024, 3, 10), 23),
        ("America/Havana", (2024, 11, 3), 25),
        ("Australia/Lord_Howe", (2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", (2026, 4, 5), 24.5),
        ("Africa/Casablanca", (2026, 2, 15), 25),  # summer time is suspended for Ramadan
        ("Africa/Casablanca", (2026, 3, 22), 23),
        ("Antarctica/Troll", (2026, 3, 29), 22),  # two hours at once
        ("Asia/Kolkata", (2026, 3, 29), 24),
        ("Europe/London", (1970, 6, 1), 24),
        ("Europe/Berlin", (2100, 3, 28), 23),
    ],
)
def test_a_day_has_the_real_seconds_of_its_clock(tz, sunday, hours):
    day = datetime(*sunday, tzinfo=ZoneInfo(tz))
    only = WorkCalendar(tz=tz, week={DAYS[day.weekday()]: ALL_DAY})
    around = day - timedelta(days=2), day + timedelta(days=3)
    assert only.between(*around) == hours * HOUR
    assert only.add(around[0], int(hours * HOUR)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("hours", "opened"),
    [
        ([("02:30", "04:00")], [((1, 30), (2, 0))]),  # the opening moves to 03:30
        ([("01:00", "02:30")], [((0, 0), (1, 30))]),  # so does the closing
        ([("02:15", "02:45")], [((1, 15), (1, 45))]),
        ([("02:00", "03:30")], [((1, 0), (1, 30))]),
        ([("01:00", "03:00")], [((0, 0), (1, 0))]),
        ([("02:30", "03:15")], []),  # inside out
        ([("02:00", "03:00")], []),  # of no length
        ([("02:30", "02:45"), ("03:20", "04:00")], [((1, 20), (2, 0))]),  # one upon the other
        ([("02:10", "03:50"), ("03:55", "04:00")], [((1, 10), (1, 50)), ((1, 55), (2, 0))]),
    ],
)
def test_an_edge_inside_a_gap_moves_forward_by_the_gap(hours, opened):
    sundays = WorkCalendar(tz="Europe/Paris", week={"sun": hours})
    found = open_windows(sundays, utc(2026, 3, 28), utc(2026, 3, 30))
    expected = [(utc(2026, 3, 29, *opens), utc(2026, 3, 29, *closes)) for opens, closes in opened]
    assert found == expected
    assert sundays.between(utc(2026, 3, 28), utc(2026, 3, 30)) == sum(
        (closes - opens).total_seconds() for opens, closes in expected
    )


@pytest.mark.parametrize(
    ("hours", "opens", "closes"),
    [
        (("01:00", "02:30"), (24, 23, 0), (25, 0, 30)),
        (("02:30", "04:00"), (25, 0, 30), (25, 3, 0)),  # the second 02:30 lies inside
        (("02:15", "02:45"), (25, 0, 15), (25, 0, 45)),  # and not again an hour later
        (("01:00", "03:00"), (24, 23, 0), (25, 2, 0)),
    ],
)
def test_an_edge_inside_an_overlap_is_its_first_occurrence(hours, opens, closes):
    sundays = WorkCalendar(tz="Europe/Paris", week={"sun": [hours]})
    found = open_windows(sundays, utc(2026, 10, 24), utc(2026, 10, 26))
    assert found == [(utc(2026, 10, *opens), utc(2026, 10, *closes))]


def test_an_instant_given_in_local_time_is_the_one_its_fold_says():
    sundays = WorkCalendar(tz="Europe/Paris", week={"sun": [("02:00", "04:00")]})
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert sundays.add(first, HOUR) == utc(2026, 10, 25, 1, 30)
    assert sundays.add(first.replace(fold=1), HOUR) == utc(2026, 10, 25, 2, 30)
    assert sundays.between(first, first.replace(fold=1)) == HOUR


def test_half_an_hour_of_gap_moves_an_edge_by_half_an_hour():
    lord_howe = WorkCalendar(tz="Australia/Lord_Howe", week={"sun": [("02:15", "03:00")]})
    found = open_windows(lord_howe, utc(2026, 10, 3), utc(2026, 10, 5))
    assert found == [(utc(2026, 10, 3, 15, 45), utc(2026, 10, 3, 16))]


def test_a_suspension_of_summer_time_moves_the_office_in_real_time():
    office = daily("Africa/Casablanca", NINE_TO_FIVE)
    assert office.next_open(utc(2026, 2, 14)) == utc(2026, 2, 14, 8)
    assert office.next_open(utc(2026, 3, 1)) == utc(2026, 3, 1, 9)
    assert office.next_open(utc(2026, 3, 23)) == utc(2026, 3, 23, 8)


@pytest.mark.parametrize(
    ("tz", "start", "end", "open_days"),
    [
        # Local midnight of 29 December to that of 2 January; the 30th is missing.
        ("Pacific/Apia", (2011, 12, 29, 10), (2012, 1, 1, 10), 3),
        ("Pacific/Kwajalein", (1993, 8, 20, 12), (1993, 8, 22, 12), 2),
    ],
)
def test_a_date_that_a_zone_skipped_adds_no_time(tz, start, end, open_days):
    start, end = utc(*start), utc(*end)
    assert daily(tz).between(start, end) == (end - start).total_seconds()
    assert daily(tz, NINE_TO_FIVE).between(start, end) == open_days * 8 * HOUR


def test_the_windows_of_a_skipped_date_move_forward_with_its_gap():
    fridays = WorkCalendar(tz="Pacific/Apia", week={"fri": [*NINE_TO_FIVE, ("22:00", "24:00")]})
    found = open_windows(fridays, utc(2011, 12, 26), utc(2012, 1, 3))
    assert found == [(utc(2011, 12, 30, 19), utc(2011, 12, 31, 3))]


def test_a_skipped_date_at_the_end_of_a_year_is_found_from_both_sides():
    for start in (utc(1994, 12, 20), utc(1995, 1, 3)):
        line = daily("Pacific/Kiritimati", NINE_TO_FIVE)
        line.is_open(start)
        assert line.between(utc(1994, 12, 29), utc(1995, 1, 3)) == 5 * 8 * HOUR


@pytest.mark.parametrize(
    ("tz", "opens"),
    [
        ("Asia/Kathmandu", (2026, 3, 2, 3, 15)),
        ("Pacific/Chatham", (2026, 3, 1, 19, 15)),
        ("Pacific/Kiritimati", (2026, 3, 1, 19)),
        ("Etc/GMT+12", (2026, 3, 2, 21)),
        ("America/St_Johns", (2026, 3, 2, 12, 30)),
    ],
)
def test_odd_offsets(tz, opens):
    mondays = WorkCalendar(tz=tz, week={"mon": NINE_TO_FIVE})
    assert mondays.next_open(utc(2026, 2, 28)) == utc(*opens)


def test_offsets_with_seconds_of_old_times():
    monrovia = WorkCalendar(tz="Africa/Monrovia", week={"mon": NINE_TO_FIVE})
    assert monrovia.next_open(utc(1971, 3, 1)) == utc(1971, 3, 1, 9, 44, 30)
