"""A stretch of time cut into intervals, each counted or not, each with its reason.

The codes are stable: pages put words to them, exports and tests read them.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sla.opentable import SECOND, instant_of


class Reason(StrEnum):
    """Why an interval counts or does not."""

    OPEN = "open"  # counted: a window of the week
    OVERRIDE = "override"  # counted: a window of an override
    OUTSIDE_HOURS = "outside_hours"  # a working day, outside its windows
    OUTSIDE_OVERRIDE = "outside_override"  # an overridden day, outside its windows
    CLOSED_DAY = "closed_day"  # a weekday without windows
    HOLIDAY = "holiday"
    OVERRIDE_CLOSED = "override_closed"  # closed by an override


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch `[start, end)` of one local date with one reason.

    `local_date` is the date whose hours decide, `name` the holiday's name or empty, `seconds` its
    whole seconds: those of the counted intervals add up to `WorkCalendar.between`.
    """

    start: datetime
    end: datetime
    is_counted: bool
    reason: Reason
    local_date: date
    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """A local date: its first instant, its windows as instants, and what its time is called."""

    local_date: date
    midnight: int
    windows: list[tuple[int, int]]
    reason_open: Reason
    reason_closed: Reason
    name: str


def cut(start: int, end: int, days: Sequence[LedgerDay]) -> list[Interval]:
    """Return `[start, end)` cut into intervals, in order and without holes.

    `days` are consecutive local dates that reach beyond both ends; instants are microseconds.
    """
    intervals: list[Interval] = []
    passed = {True: 0, False: 0}
    for opens, closes, is_counted, day in _pieces(start, end, days):
        # Whole seconds are those of the running sum: fractions at both ends still add up.
        total = passed[is_counted] + closes - opens
        seconds = total // SECOND - passed[is_counted] // SECOND
        passed[is_counted] = total
        reason = day.reason_open if is_counted else day.reason_closed
        intervals.append(
            Interval(
                start=instant_of(opens),
                end=instant_of(closes),
                is_counted=is_counted,
                reason=reason,
                local_date=day.local_date,
                name=day.name,
                seconds=seconds,
            )
        )
    return intervals


_Piece = tuple[int, int, bool, LedgerDay]


def _pieces(start: int, end: int, days: Sequence[LedgerDay]) -> Iterator[_Piece]:
    """Yield open and closed pieces in order; where windows lie over others, the first counts."""
    done = start
    windows = sorted(
        ((opens, closes, day) for day in days for opens, closes in day.windows),
        key=lambda window: window[:2],
    )
    for window_opens, window_closes, day in windows:
        opens, closes = max(window_opens, done), min(window_closes, end)
        if opens < closes:
            yield from _closed_pieces(done, opens, days)
            yield opens, closes, True, day
            done = closes
    yield from _closed_pieces(done, end, days)


def _closed_pieces(start: int, end: int, days: Sequence[LedgerDay]) -> Iterator[_Piece]:
    """Yield `[start, end)`, which no window opens, cut at local midnights."""
    i = bisect_right(days, start, key=lambda day: day.midnight) - 1
    while start < end:
        stop = min(end, days[i + 1].midnight)
        if start < stop:
            yield start, stop, False, days[i]
            start = stop
        i += 1
