"""Why a clock shows what it shows: reckoned by hand, and against the clock's reading."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.deadlines import course_of, read
from sla.explaining import Why, by_day, explain
from sla.pauses import Span
from sla.worktime import WorkCalendar

HOUR = 3600
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = WorkCalendar(
    tz="Europe/Paris",
    week={day: [("09:00", "12:00"), ("13:00", "18:00")] for day in WEEKDAYS},
    holidays={date(2026, 12, 25): "Christmas"},
    overrides={date(2026, 12, 24): [("09:00", "12:00")], date(2026, 12, 28): []},
)
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Running:
    """A clock with what its ledger follows from."""

    started_at: datetime
    target_seconds: int
    stopped_at: datetime | None = None
    voided_at: datetime | None = None
    warn_at: datetime | None = None
    due_at: datetime | None = None
    breached_at: datetime | None = None


def paris(*parts):
    return datetime(*parts, tzinfo=PARIS)


def ledger(clock, at, calendar=OFFICE, spans=(), zone=PARIS):
    """Return the ledger and the reading of ``clock`` at ``at``."""
    course = course_of(clock, at, calendar=calendar, spans=spans)
    lines = explain(clock, course, at, calendar=calendar, zone=zone, spans=spans)
    return lines, read(clock, at, calendar=calendar, spans=spans)


def told(lines):
    """Return reason, day of the month, hours, and the running sum in hours of each line."""
    return [
        (line.why.value, line.local_date.day, line.seconds / HOUR, line.total_seconds / HOUR)
        for line in lines
    ]


class TestStories:
    """Reckoned by hand: an office in Paris, nine to twelve and one to six on weekdays."""

    def test_every_stretch_over_christmas_says_why(self):
        clock = Running(paris(2026, 12, 23, 17), 6 * HOUR)
        lines, _reading = ledger(clock, paris(2026, 12, 29, 10))
        assert told(lines) == [
            ("open", 23, 1, 1),
            ("outside_hours", 23, 6, 1),
            ("outside_override", 24, 9, 1),
            ("override", 24, 3, 4),
            ("outside_override", 24, 12, 4),
            ("holiday", 25, 24, 4),
            ("closed_day", 26, 24, 4),
            ("closed_day", 27, 24, 4),
            ("override_closed", 28, 24, 4),
            ("outside_hours", 29, 9, 4),
            ("open", 29, 1, 5),
        ]
        assert lines[5].name == "Christmas"

    def test_what_counts_past_the_target_is_late(self):
        clock = Running(paris(2026, 11, 16, 10), HOUR)
        lines, reading = ledger(clock, paris(2026, 11, 16, 14))
        assert [(line.seconds / HOUR, line.is_late) for line in lines if line.is_counted] == [
            (1, False),
            (1, True),
            (1, True),
        ]
        assert lines[0].end == reading.due_at == paris(2026, 11, 16, 11)

    def test_a_promise_that_is_kept_has_no_late_line(self):
        clock = Running(paris(2026, 11, 16, 10), HOUR, stopped_at=paris(2026, 11, 16, 11))
        lines, _reading = ledger(clock, paris(2026, 11, 16, 11))
        assert [line.is_late for line in lines] == [False]

    def test_a_pause_takes_out_the_open_hours_it_covers_and_no_others(self):
        clock = Running(paris(2026, 11, 16, 10), 4 * HOUR)
        spans = [Span(paris(2026, 11, 16, 11), paris(2026, 11, 16, 14))]
        lines, _reading = ledger(clock, paris(2026, 11, 16, 15), spans=spans)
        assert told(lines) == [
            ("open", 16, 1, 1),
            ("paused", 16, 1, 1),
            ("outside_hours", 16, 1, 1),
            ("paused", 16, 1, 1),
            ("open", 16, 1, 2),
        ]

    def test_two_pauses_that_touch_are_each_named(self):
        clock = Running(paris(2026, 11, 16, 9), 4 * HOUR)
        spans = [
            Span(paris(2026, 11, 16, 10), paris(2026, 11, 16, 11)),
            Span(paris(2026, 11, 16, 11), paris(2026, 11, 16, 12)),
        ]
        lines, _reading = ledger(clock, paris(2026, 11, 16, 12), spans=spans)
        assert [line.pause for line in lines] == [None, 0, 1]

    def test_a_pause_that_lasts_reaches_until_now(self):
        clock = Running(paris(2026, 11, 16, 9), 4 * HOUR)
        spans = [Span(paris(2026, 11, 16, 10), paris(2026, 11, 20, 9))]
        lines, reading = ledger(clock, paris(2026, 11, 16, 11), spans=spans)
        assert told(lines) == [("open", 16, 1, 1), ("paused", 16, 1, 1)]
        assert reading.due_at is None

    def test_a_pause_after_the_due_instant_takes_nothing_out(self):
        clock = Running(paris(2026, 11, 16, 9), HOUR)
        spans = [Span(paris(2026, 11, 16, 11), paris(2026, 11, 16, 12))]
        lines, _reading = ledger(clock, paris(2026, 11, 16, 12), spans=spans)
        assert {line.why for line in lines} == {Why.OPEN}

    def test_nothing_counts_after_the_end(self):
        clock = Running(paris(2026, 11, 16, 9), HOUR, stopped_at=paris(2026, 11, 16, 10))
        lines, _reading = ledger(clock, paris(2026, 11, 20, 9))
        assert told(lines) == [("open", 16, 1, 1), ("after_end", 16, 95, 1)]

    def test_calendar_time_counts_every_second_also_when_the_clocks_change(self):
        clock = Running(paris(2026, 10, 24, 12), 48 * HOUR)
        lines, _reading = ledger(clock, paris(2026, 10, 26, 12), calendar=None)
        assert told(lines) == [
            ("every_second", 24, 12, 12),
            ("every_second", 25, 25, 37),
            ("every_second", 26, 11, 48),
            ("every_second", 26, 1, 49),
        ]
        assert [line.is_late for line in lines] == [False, False, False, True]

    def test_before_its_start_there_is_nothing_to_explain(self):
        lines, _reading = ledger(Running(paris(2026, 11, 16, 9), HOUR), paris(2026, 11, 16, 8))
        assert lines == []

    def test_days_sum_up_what_counts_of_them(self):
        clock = Running(paris(2026, 11, 16, 17), 6 * HOUR)
        lines, _reading = ledger(clock, paris(2026, 11, 17, 11))
        days = [(day.local_date.day, day.seconds, day.total_seconds) for day in by_day(lines)]
        assert days == [(16, HOUR, HOUR), (17, 2 * HOUR, 3 * HOUR)]


ZONES = ["Europe/Paris", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut"]
NEAR = {
    "Europe/Paris": datetime(2026, 10, 24, tzinfo=UTC),
    "America/Sao_Paulo": datetime(2018, 11, 3, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 10, 3, tzinfo=UTC),
    "Africa/Cairo": datetime(2023, 4, 27, tzinfo=UTC),
    "Asia/Beirut": datetime(2022, 3, 26, tzinfo=UTC),
}
SPLITS = st.integers(0, 4 * 86_400_000_000)


@st.composite
def lives(draw):
    """Return a clock about a change of the clocks, when it is read, its calendar and its pauses."""
    zone = draw(st.sampled_from(ZONES))

    def instant():
        return NEAR[zone] + timedelta(microseconds=draw(SPLITS))

    week = {"mon": [("09:00", "12:30"), ("13:30", "18:00")], "sun": [("00:00", "24:00")]}
    week |= {day: [("00:00", "06:00"), ("22:00", "24:00")] for day in ("fri", "sat", "tue")}
    calendar = draw(st.sampled_from([None, WorkCalendar(tz=zone, week=week)]))
    start = instant()
    stopped_at = draw(st.sampled_from([None, max(start, instant())]))
    edges = sorted(instant() for _ in range(draw(st.sampled_from([0, 2, 4]))))
    spans = [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)]
    clock = Running(start, draw(st.integers(1, 3 * 86_400)), stopped_at)
    return clock, instant(), calendar, spans, ZoneInfo(zone)


@settings(max_examples=300, deadline=None)
@given(lives())
def test_the_counted_seconds_are_what_has_elapsed(life):
    clock, at, calendar, spans, zone = life
    lines, reading = ledger(clock, at, calendar, spans, zone)
    assert sum(line.seconds for line in lines if line.is_counted) == reading.elapsed_seconds
    assert sum(line.seconds for line in lines if line.is_late) == reading.overdue_seconds


@settings(max_examples=200, deadline=None)
@given(lives())
def test_the_lines_leave_no_hole_and_do_not_overlap(life):
    clock, at, calendar, spans, zone = life
    lines, _reading = ledger(clock, at, calendar, spans, zone)
    assert all(line.start < line.end for line in lines)
    assert all(one.end == two.start for one, two in pairwise(lines))
    if lines:
        assert (lines[0].start, lines[-1].end) == (clock.started_at, at)


@settings(max_examples=200, deadline=None)
@given(lives())
def test_the_days_of_the_ledger_add_up_to_its_end(life):
    clock, at, calendar, spans, zone = life
    lines, reading = ledger(clock, at, calendar, spans, zone)
    days = by_day(lines)
    assert sum(day.seconds for day in days) == reading.elapsed_seconds
    assert len({day.local_date for day in days}) == len(days)


@pytest.mark.parametrize("zone", ZONES)
def test_a_paused_line_is_never_counted(zone):
    start = NEAR[zone]
    spans = [Span(start, start + timedelta(days=1))]
    clock = Running(start, HOUR)
    lines, reading = ledger(clock, start + timedelta(hours=20), None, spans, ZoneInfo(zone))
    assert reading.elapsed_seconds == 0
    assert {line.why for line in lines} == {Why.PAUSED}
