"""What a calendar takes, what it refuses and by which name, and what it gives back."""

import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest

from sla import worktime
from sla.worktime import WorkCalendar, parse_windows

MONDAY = {"mon": [("09:00", "17:00")]}
DAY = date(2026, 12, 25)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def written(tz="Europe/Paris", week=MONDAY, **more):
    return WorkCalendar(tz=tz, week=week, **more)


class NoOffset(tzinfo):
    def utcoffset(self, at):
        return None

    dst = tzname = utcoffset


@pytest.mark.parametrize(
    ("hours", "error"),
    [
        ([("25:00", "26:00")], "BadTime"),
        ([("24:00", "24:00")], "BadTime"),
        ([("09:00", "24:01")], "BadTime"),
        ([("09:60", "10:00")], "BadTime"),
        ([("09:00", "10:00:60")], "BadTime"),
        ([("9:00", "10:00")], "BadTime"),
        ([("09:00 ", "10:00")], "BadTime"),
        ([("-9:00", "10:00")], "BadTime"),
        ([("", "10:00")], "BadTime"),
        ([(None, "10:00")], "BadTime"),
        ([(9, 17)], "BadTime"),
        ([(time(9, tzinfo=UTC), "10:00")], "BadTime"),
        ([(time(9, 0, 0, 5), "10:00")], "BadTime"),
        ([("17:00", "09:00")], "BadWindow"),
        ([("09:00", "09:00")], "BadWindow"),
        ([("22:00", "00:00")], "BadWindow"),
        ([("09:00",)], "BadWindow"),
        ([("09:00", "10:00", "11:00")], "BadWindow"),
        (("09:00", "17:00"), "BadWindow"),
        ([7], "BadWindow"),
        ("09:00-17:00", "BadShape"),
        (7, "BadShape"),
        ([("09:00", "12:00"), ("11:59", "13:00")], "OverlappingWindows"),
        ([("09:00", "17:00"), ("10:00", "11:00")], "OverlappingWindows"),
        ([("09:00", "10:00"), ("09:00", "10:00")], "OverlappingWindows"),
    ],
)
def test_bad_windows_are_refused_in_the_week_and_in_overrides(hours, error):
    with pytest.raises(getattr(worktime, error)) as refused:
        written(week={"mon": hours})
    assert refused.value.detail.get("day", refused.value.detail.get("part")) == "mon"
    with pytest.raises(getattr(worktime, error), match="2026-12-25"):
        written(overrides={DAY: hours})


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"tz": "Mars/Olympus"}, "UnknownZone"),
        ({"tz": ""}, "UnknownZone"),
        ({"tz": None}, "UnknownZone"),
        ({"tz": "Europe"}, "UnknownZone"),
        ({"tz": "../../etc/passwd"}, "UnknownZone"),
        ({"tz": "Europe/Paris\0"}, "UnknownZone"),
        ({"week": {"monday": []}}, "UnknownWeekday"),
        ({"week": {"Mon": []}}, "UnknownWeekday"),
        ({"week": {0: []}}, "UnknownWeekday"),
        ({"week": []}, "BadShape"),
        ({"week": {}}, "NoOpenTime"),
        ({"holidays": ["2026-12-25"]}, "BadDate"),
        ({"holidays": [datetime(2026, 12, 25, tzinfo=UTC)]}, "BadDate"),
        ({"holidays": {DAY: None}}, "BadShape"),
        ({"holidays": "2026-12-25"}, "BadShape"),
        ({"overrides": {"2026-12-25": []}}, "BadDate"),
        ({"overrides": [DAY]}, "BadShape"),
    ],
)
def test_bad_parts_are_refused_by_name(parts, error):
    with pytest.raises(getattr(worktime, error)) as refused:
        written(**parts)
    assert isinstance(refused.value, ValueError)
    assert str(refused.value)


ASKING = [
    lambda calendar, at: calendar.add(at, 60),
    lambda calendar, at: calendar.subtract(at, 60),
    lambda calendar, at: calendar.between(at, NOON),
    lambda calendar, at: calendar.between(NOON, at),
    lambda calendar, at: calendar.next_open(at),
    lambda calendar, at: calendar.next_close(at),
    lambda calendar, at: calendar.previous_close(at),
    lambda calendar, at: calendar.is_open(at),
    lambda calendar, at: calendar.ledger(at, NOON),
    lambda calendar, at: calendar.ledger(NOON, at),
]
NAIVE = [
    NOON.replace(tzinfo=None),
    datetime(2026, 3, 2, tzinfo=NoOffset()),
    DAY,
    "2026-03-02",
    None,
    0,
]


@pytest.mark.parametrize("ask", ASKING)
@pytest.mark.parametrize("at", NAIVE)
def test_what_is_not_an_aware_datetime_is_refused(ask, at):
    with pytest.raises(worktime.NaiveInstant) as refused:
        ask(written(), at)
    assert isinstance(refused.value, ValueError)


FAR_AHEAD = [datetime(year, 12, 31, tzinfo=UTC) for year in (2200, 9999)]
FAR_BACK = [datetime(year, 1, 1, tzinfo=UTC) for year in (1, 1899)]
FROM, UNTIL = (ASKING[2], ASKING[8]), (ASKING[3], ASKING[9])


@pytest.mark.parametrize("ask", ASKING)
@pytest.mark.parametrize("at", [*FAR_AHEAD, *FAR_BACK])
@pytest.mark.parametrize("is_used", [False, True])
def test_far_years_are_refused_at_once(ask, at, is_used):
    calendar = written()
    if is_used:
        calendar.is_open(NOON)
    if (at > NOON and ask in FROM) or (at < NOON and ask in UNTIL):
        assert not ask(calendar, at)  # the end lies before the start: nothing to reckon
        return
    with pytest.raises(worktime.OutOfRange):
        ask(calendar, at)


def test_the_first_and_the_last_year_are_reckoned_and_none_beyond_them():
    calendar = written(tz="UTC", week={"mon": [("00:00", "24:00")]})
    last, first = datetime(2199, 12, 30, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)
    assert calendar.add(last, 60) == datetime(2199, 12, 30, 0, 1, tzinfo=UTC)
    assert calendar.add(first, 60) == datetime(1900, 1, 1, 0, 1, tzinfo=UTC)
    for beyond in (last + timedelta(days=3), first - timedelta(days=1)):
        with pytest.raises(worktime.OutOfRange):
            calendar.is_open(beyond)


@pytest.mark.parametrize("seconds", [-1, 1.5, "60", None, float("nan"), float("inf"), -1.0])
def test_seconds_that_are_not_whole_or_negative_are_refused(seconds):
    for method in (written().add, written().subtract):
        with pytest.raises(worktime.BadSeconds):
            method(NOON, seconds)


def test_whole_seconds_may_come_from_a_timedelta():
    seconds = timedelta(hours=1).total_seconds()
    assert written().add(NOON, seconds) == NOON + timedelta(hours=1)


def test_windows_may_be_times_lists_and_in_any_order():
    late, early = [time(13, 30), "18:00:00"], (time(9), "12:30")
    assert written(week={"mon": [late, early]}) == written(
        week={"mon": (("09:00", "12:30"), ("13:30", "18:00")), "tue": [], "wed": None}
    )


def test_holidays_may_have_names():
    named = written(holidays={DAY: "Christmas"})
    assert named.holidays == {DAY: "Christmas"}
    assert written(holidays=[DAY]).holidays == {DAY: ""}
    assert not named.is_open(datetime(2026, 12, 25, 12, tzinfo=UTC))


def full():
    return written(
        week={"sun": [("00:00", "24:00")], "mon": [("09:00:30", "12:30")]},
        holidays={DAY: "عيد", date(2026, 1, 1): ""},
        overrides={date(2026, 12, 27): [], date(2026, 12, 24): [("10:00", "24:00")]},
    )


def test_json_loses_nothing():
    again = WorkCalendar.from_json(json.loads(json.dumps(full().to_json())))
    assert again == full()
    assert again.to_json() == full().to_json()
    assert again.to_json() == {
        "tz": "Europe/Paris",
        "week": {"mon": [["09:00:30", "12:30"]], "sun": [["00:00", "24:00"]]},
        "holidays": {"2026-01-01": "", "2026-12-25": "عيد"},
        "overrides": {"2026-12-24": [["10:00", "24:00"]], "2026-12-27": []},
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"holidays": ["2026-13-01"]}, "BadDate"),
        ({"holidays": {"soon": ""}}, "BadDate"),
        ({"holidays": 5}, "BadShape"),
        ({"overrides": {"2026-12-25": [["9", "10"]]}}, "BadTime"),
        ({"overrides": []}, "BadShape"),
        ({"colour": "red"}, "BadShape"),
        ({"week": None}, "BadShape"),
    ],
)
def test_json_is_checked_as_the_constructor_checks(changes, error):
    with pytest.raises(getattr(worktime, error)):
        WorkCalendar.from_json(full().to_json() | changes)


@pytest.mark.parametrize("json_value", [None, [], {}, {"tz": "UTC"}, "{}"])
def test_json_of_another_shape_is_refused(json_value):
    with pytest.raises(worktime.BadShape):
        WorkCalendar.from_json(json_value)


def test_json_needs_only_zone_and_week_and_takes_a_list_of_holidays():
    short = {"tz": "Europe/Paris", "week": {"mon": [["09:00", "17:00"]]}}
    assert WorkCalendar.from_json(short) == written()
    assert WorkCalendar.from_json(short | {"holidays": ["2026-12-25"]}) == written(holidays=[DAY])


def test_calendars_are_equal_by_value_and_copied_by_value():
    calendar = full()
    calendar.is_open(NOON)
    assert {calendar: 1}[full()] == 1
    assert calendar != written()
    assert calendar != full().to_json()
    assert full().tz == "Europe/Paris"
    assert copy.deepcopy(calendar) == pickle.loads(pickle.dumps(calendar)) == calendar


def test_the_order_in_which_dates_are_written_makes_no_difference():
    dates = [date(2027, 1, 1), DAY, date(2026, 5, 1)]
    one = written(holidays=dates, overrides={dates[0]: [], dates[1]: []})
    other = written(holidays=dates[::-1], overrides={dates[1]: [], dates[0]: []})
    assert one == other
    assert hash(one) == hash(other)


def test_what_a_calendar_gives_out_does_not_change_it():
    calendar = full()
    calendar.holidays.clear()
    calendar.week.clear()
    calendar.overrides.clear()
    calendar.to_json()["week"].clear()
    assert calendar == full()


def test_what_a_calendar_was_made_from_does_not_change_it():
    week, holidays, overrides = {"mon": [("09:00", "17:00")]}, [DAY], {DAY: []}
    calendar = written(week=week, holidays=holidays, overrides=overrides)
    before = calendar.to_json()
    week["mon"].append(("18:00", "19:00"))
    holidays.append(date(2027, 1, 1))
    overrides.clear()
    assert calendar.to_json() == before


def test_the_windows_of_a_date_are_its_override_else_holiday_else_weekday():
    assert full().windows_on(date(2026, 12, 24)) == (("10:00", "24:00"),)
    assert full().windows_on(DAY) == ()
    assert full().windows_on(date(2026, 12, 28)) == (("09:00:30", "12:30"),)


def test_an_error_survives_copying():
    with pytest.raises(worktime.UnknownZone) as refused:
        written(tz="Mars/Olympus")
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value)
    assert again.detail == {"tz": "Mars/Olympus"}


def test_threads_share_a_calendar():
    calendar = written(tz="UTC")
    years = [1990 + n % 60 for n in range(400)]
    with ThreadPoolExecutor(8) as pool:
        due = list(pool.map(lambda y: calendar.add(datetime(y, 1, 1, tzinfo=UTC), 8 * 3600), years))
    alone = [
        written(tz="UTC").add(datetime(y, 1, 1, tzinfo=UTC), 8 * 3600) for y in range(1990, 2050)
    ]
    assert due == [alone[year - 1990] for year in years]


@pytest.mark.parametrize(
    ("typed", "windows"),
    [
        ("", ()),
        ("  ", ()),
        ("09:00-12:30, 13:30-18:00", (("09:00", "12:30"), ("13:30", "18:00"))),
        ("13:30 - 18:00; 9:00 – 12:30", (("09:00", "12:30"), ("13:30", "18:00"))),
        ("09:00—12:30\n13:30-18:00\n", (("09:00", "12:30"), ("13:30", "18:00"))),
        ("٠٩:٠٠-١٢:٣٠، ١٣:٣٠-١٨:٠٠", (("09:00", "12:30"), ("13:30", "18:00"))),
        ("22:00-23:59", (("22:00", "24:00"),)),
        ("22:00-23:59:59", (("22:00", "24:00"),)),
        ("22:00-23:58", (("22:00", "23:58"),)),
        ("22:00-24:00", (("22:00", "24:00"),)),
        ([(time(22), time(23, 59))], (("22:00", "24:00"),)),
        ([("09:00", "10:00")], (("09:00", "10:00"),)),
    ],
)
def test_typed_windows(typed, windows):
    assert parse_windows(typed) == windows


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("nine to five", "BadWindow"),
        ("9-5", "BadTime"),
        ("18:00-09:00", "BadWindow"),
        ("09:00-12:00-13:00", "BadWindow"),
        ("09:00-12:00, 11:00-13:00", "OverlappingWindows"),
        ("09:00-25:00", "BadTime"),
        ("٩٩:٠٠-١٢:٣٠", "BadTime"),
        ("²2:00-23:00", "BadTime"),
    ],
)
def test_typed_windows_that_say_nothing_are_refused(typed, error):
    with pytest.raises(getattr(worktime, error)):
        parse_windows(typed, day="mon")
