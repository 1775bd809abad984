"""Explains a clock: every stretch from its start to its end, counted or not, and why. Pure.

The open hours of the calendar are laid over the pauses. The counted seconds add up to what
``deadlines.read`` says has elapsed, whole second by whole second, whatever the clocks of the zone
did meanwhile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from sla.deadlines import Course, Promise
from sla.ledger import Interval
from sla.pauses import Span, passed, united
from sla.windows import DAYS
from sla.worktime import WorkCalendar


class Why(StrEnum):
    """Why a stretch counts or does not. The codes are stable: API and exports use them."""

    OPEN = "open"  # counted: a window of the week
    OVERRIDE = "override"  # counted: a window of an override
    EVERY_SECOND = "every_second"  # counted: a promise in calendar time
    OUTSIDE_HOURS = "outside_hours"
    OUTSIDE_OVERRIDE = "outside_override"
    CLOSED_DAY = "closed_day"
    HOLIDAY = "holiday"
    OVERRIDE_CLOSED = "override_closed"
    PAUSED = "paused"  # time that would have counted
    AFTER_END = "after_end"  # the clock has ended


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch ``[start, end)`` of one local date with one reason.

    ``seconds`` is its length, whole seconds; those of the counted lines add up to the elapsed
    time, and ``total_seconds`` is that sum up to the end of this line. ``is_late``: it counts
    beyond the target. ``pause`` is the place, among those that were given, of the pause that lasted
    meanwhile: also of time that would not have counted without it.
    """

    start: datetime
    end: datetime
    is_counted: bool
    why: Why
    local_date: date
    name: str
    seconds: int
    total_seconds: int
    is_late: bool = False
    pause: int | None = None


@dataclass(frozen=True)
class Day:
    """A local date with its lines; ``seconds`` of it count, ``total_seconds`` do by its end."""

    local_date: date
    lines: list[Line]
    seconds: int
    total_seconds: int


def explain(
    clock: Promise,
    course: Course,
    at: datetime,
    *,
    calendar: WorkCalendar | None,
    zone: ZoneInfo,
    spans: Sequence[Span] = (),
) -> list[Line]:
    """Return the ledger of ``clock``, in order and without holes.

    ``course`` is of ``deadlines.course_of`` at the same ``at``; ``calendar`` None counts every
    second, its days being those of ``zone``. ``spans`` are the pauses one by one, as they were
    given to it: a line names the one that took it out.
    """
    hours = calendar or every_second(zone)
    lines: list[Line] = []
    total = 0
    for piece, pause in _pieces(hours, clock.started_at, course, spans):
        for part, is_late in _at_due(piece, pause, clock.target_seconds - total, course):
            is_counted = part.is_counted and pause is None
            total += part.seconds if is_counted else 0
            lines.append(_line(part, total, pause, is_late=is_late, is_all=calendar is None))
    if course.ended_at is not None and course.ended_at < at:
        lines.append(_after_end(course.ended_at, at, total, ZoneInfo(hours.tz)))
    return lines


def every_second(zone: ZoneInfo) -> WorkCalendar:
    """Return the calendar of ``zone`` that never closes."""
    return WorkCalendar(tz=zone.key, week={day: [("00:00", "24:00")] for day in DAYS})


def by_day(lines: Sequence[Line]) -> list[Day]:
    """Return ``lines`` in groups of one local date each."""
    days = []
    for local_date, rows in groupby(lines, key=lambda line: line.local_date):
        mine = list(rows)
        counted = sum(line.seconds for line in mine if line.is_counted)
        days.append(Day(local_date, mine, counted, mine[-1].total_seconds))
    return days


def _pieces(
    hours: WorkCalendar, start: datetime, course: Course, spans: Sequence[Span]
) -> Iterator[tuple[Interval, int | None]]:
    """Yield the calendar's intervals stretch by stretch, each with the pause that covers it.

    A stretch between two pauses is cut by itself, as ``pauses.used`` counts it: a fraction of a
    second at its end is lost to both alike.
    """
    cursor = start
    for span in united(course.spans):
        if span.start >= course.until:
            break
        yield from _intervals(hours, cursor, span.start, None)
        resumed = min(course.until, span.end or course.until)
        cursor = max(cursor, span.start)
        for place, each in _covering(spans, cursor, resumed):
            ends = min(resumed, each.end or resumed)
            yield from _intervals(hours, cursor, ends, place)
            cursor = max(cursor, ends)
        cursor = max(cursor, resumed)
    yield from _intervals(hours, cursor, course.until, None)


def _covering(spans: Sequence[Span], start: datetime, end: datetime) -> Iterator[tuple[int, Span]]:
    """Yield the pauses, with their places, that lie in a united one; earlier ones first."""
    placed = sorted(enumerate(spans), key=lambda pair: pair[1].start)
    for place, span in placed:
        if span.start < end and (span.end is None or span.end > start):
            yield place, span


def _intervals(
    hours: WorkCalendar, start: datetime, end: datetime, pause: int | None
) -> Iterator[tuple[Interval, int | None]]:
    for interval in hours.ledger(start, end):
        yield interval, pause


def _at_due(
    piece: Interval, pause: int | None, left: int, course: Course
) -> Iterator[tuple[Interval, bool]]:
    """Yield ``piece``, cut in two where the target's last second lies inside it.

    ``left`` seconds of the target were not used up before it.
    """
    due_at = course.plan.due_at
    if pause is not None or not piece.is_counted or due_at is None or left >= piece.seconds:
        yield piece, False
    elif left <= 0 or not piece.start < due_at < piece.end:
        yield piece, left <= 0
    else:
        yield replace(piece, end=due_at, seconds=left), False
        yield replace(piece, start=due_at, seconds=piece.seconds - left), True


def _line(part: Interval, total: int, pause: int | None, *, is_late: bool, is_all: bool) -> Line:
    is_paused = part.is_counted and pause is not None
    why = Why.PAUSED if is_paused else Why(part.reason.value)
    if is_all and why is Why.OPEN:
        why = Why.EVERY_SECOND
    return Line(
        start=part.start,
        end=part.end,
        is_counted=part.is_counted and not is_paused,
        why=why,
        local_date=part.local_date,
        name=part.name,
        seconds=part.seconds,
        total_seconds=total,
        is_late=is_late,
        pause=pause,
    )


def _after_end(ended_at: datetime, at: datetime, total: int, zone: ZoneInfo) -> Line:
    return Line(
        start=ended_at,
        end=at,
        is_counted=False,
        why=Why.AFTER_END,
        local_date=ended_at.astimezone(zone).date(),
        name="",
        seconds=passed(ended_at, at),
        total_seconds=total,
    )
