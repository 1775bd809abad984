"""Pauses: stretches of a promise that do not count. Pure; no Django.

Every instant is folded forward from the start of the clock: open time outside the pauses is used
up, whatever was paused in between. No sum of paused seconds is kept anywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sla.worktime import WorkCalendar


@dataclass(frozen=True, order=True)
class Span:
    """A pause ``[start, end)``; ``end`` None while it lasts."""

    start: datetime
    end: datetime | None = None


def united(spans: Iterable[Span]) -> list[Span]:
    """Return ``spans`` in order, those that overlap or touch as one, empty ones left out."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        if span.end is not None and span.end <= span.start:
            continue
        last = found[-1] if found else None
        if last is None or (last.end is not None and last.end < span.start):
            found.append(span)
        elif last.end is not None:
            longer = None if span.end is None else max(last.end, span.end)
            found[-1] = Span(last.start, longer)
    return found


def as_of(spans: Iterable[Span], at: datetime) -> list[Span]:
    """Return what was known of ``spans`` at ``at``: later ones are not, lasting ones have no end.

    A pause that ends at ``at`` has ended.
    """
    known = [span for span in spans if span.start <= at]
    return [
        Span(span.start, span.end if span.end is not None and span.end <= at else None)
        for span in known
    ]


def used(
    calendar: WorkCalendar | None, start: datetime, end: datetime, spans: Iterable[Span] = ()
) -> int:
    """Return the seconds of ``[start, end)`` that count: open, and outside every pause.

    ``calendar`` None counts every second. Never negative.
    """
    total, cursor = 0, start
    for span in united(spans):
        if span.start >= end:
            break
        if span.start > cursor:
            total += _between(calendar, cursor, span.start)
        if span.end is None:
            return total
        cursor = max(cursor, span.end)
    return total + _between(calendar, cursor, end)


def used_up(
    calendar: WorkCalendar | None, start: datetime, seconds: int, spans: Iterable[Span] = ()
) -> datetime | None:
    """Return the earliest instant by which ``seconds`` that count have passed since ``start``.

    None when a pause that lasts comes before it. Raises the calendar's errors for no open time.
    """
    left, cursor = seconds, start
    for span in united(spans):
        if span.end is not None and span.end <= cursor:
            continue
        if span.start > cursor or left == 0:
            here = _between(calendar, cursor, max(cursor, span.start))
            if here >= left and (reached := _add(calendar, cursor, left)) <= span.start:
                return reached
            left -= here
        if span.end is None:
            return None
        cursor = max(cursor, span.end)
    return _add(calendar, cursor, left)


def passed(start: datetime, end: datetime) -> int:
    """Return the whole seconds from ``start`` to ``end``, never negative.

    Real ones: instants of one zone would be subtracted as its clocks show them.
    """
    return max(0, int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds()))


def _between(calendar: WorkCalendar | None, start: datetime, end: datetime) -> int:
    if end <= start:
        return 0
    return passed(start, end) if calendar is None else calendar.between(start, end)


def _add(calendar: WorkCalendar | None, start: datetime, seconds: int) -> datetime:
    if calendar is None:
        return start.astimezone(UTC) + timedelta(seconds=seconds)
    return calendar.add(start, seconds)
