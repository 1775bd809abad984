"""The daily plan of a promise for a period, and how a count stands against it. Pure; no Django.

Planned so far = promise x workdays elapsed / workdays in the month. A workday is a local date on
which the calendar is open at all; a month without any has its plan spread over all its days. Where
the promise changed within a period, each day has the plan of the promise that held on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

ONE_DAY = timedelta(days=1)


class Days(Protocol):
    """What knows on which local dates the company works."""

    def windows_on(self, on: date) -> Sequence[object]:
        """Return the open windows of ``on``, none for a closed day."""

    def __hash__(self) -> int:
        """Return the same for calendars with the same hours."""


class Pace(StrEnum):
    """How a count stands against its plan."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    OVER = "over"


@dataclass(frozen=True)
class Stretch:
    """The days ``[from_date, to_date)`` on which one promise holds; ``to_date`` None: still.

    ``promise`` is a month's number or a percent; ``capacity`` what sales can work in a month.
    """

    from_date: date
    to_date: date | None
    promise: Fraction
    capacity: int | None = None

    def holds(self, day: date) -> bool:
        """Return whether ``day`` is one of its days."""
        return self.from_date <= day and (self.to_date is None or day < self.to_date)


@dataclass(frozen=True)
class Span:
    """Whole local days: ``[from_date, to_date)``."""

    from_date: date
    to_date: date

    def __iter__(self) -> Iterator[date]:
        """Return its days in order."""
        count = (self.to_date - self.from_date).days
        return (self.from_date + number * ONE_DAY for number in range(count))


def span_of(grain: str, day: date) -> Span:
    """Return the month, or the week from Monday on ("week"), that ``day`` lies in."""
    if grain == "week":
        first = day - day.weekday() * ONE_DAY
        return Span(first, first + 7 * ONE_DAY)
    first = day.replace(day=1)
    return Span(first, (first + 31 * ONE_DAY).replace(day=1))


def clipped(span: Span, stretches: Iterable[Stretch]) -> Span | None:
    """Return the days of ``span`` from the first to the last on which a promise holds."""
    held = list(stretches)
    days = [day for day in span if any(one.holds(day) for one in held)]
    return Span(days[0], days[-1] + ONE_DAY) if days else None


def planned_number(stretches: Sequence[Stretch], span: Span, calendar: Days | None) -> Fraction:
    """Return how much of the monthly promises falls on the days of ``span``."""
    return sum((_of_day(day, stretches, calendar) for day in span), Fraction(0))


def planned_percent(stretches: Sequence[Stretch], span: Span, calendar: Days | None) -> Fraction:
    """Return the percent promised for ``span``, each promise by its share of the workdays."""
    held = [(day, _on(day, stretches)) for day in span]
    worked = [one for day, one in held if one and _is_workday(calendar, day)]
    chosen = worked or [one for _day, one in held if one]
    return sum((one.promise for one in chosen), Fraction(0)) / len(chosen) if chosen else Fraction()


def capacity_of(stretches: Sequence[Stretch], span: Span, calendar: Days | None) -> Fraction | None:
    """Return how many leads sales has time for on the days of ``span``; None where not agreed."""
    limits = [
        Stretch(one.from_date, one.to_date, Fraction(one.capacity))
        for one in stretches
        if one.capacity is not None
    ]
    if not limits or len(limits) < len(stretches):
        return None
    return planned_number(limits, span, calendar)


def workable(*, reps: int, hours: int, attempts: int, minutes: int) -> int:
    """Return for how many leads a month the reps' selling hours are enough."""
    return reps * hours * 60 // (attempts * minutes)


def pace(
    *, actual: Fraction, so_far: Fraction, capacity: Fraction | None, tolerance_percent: int
) -> Pace:
    """Return how ``actual`` stands: behind ``so_far`` or beyond ``capacity`` by the tolerance."""
    if actual * 100 < so_far * (100 - tolerance_percent):
        return Pace.BEHIND
    if capacity is not None and actual * 100 > capacity * (100 + tolerance_percent):
        return Pace.OVER
    return Pace.ON_TRACK


def projected(actual: Fraction, elapsed: int, total: int) -> int | None:
    """Return what the period ends with at the pace so far; None before its first workday ends."""
    return round(actual * total / elapsed) if elapsed else None


def workdays(span: Span, calendar: Days | None) -> int:
    """Return on how many days of ``span`` the company works."""
    return sum(_is_workday(calendar, day) for day in span)


def _of_day(day: date, stretches: Sequence[Stretch], calendar: Days | None) -> Fraction:
    found = _on(day, stretches)
    if found is None:
        return Fraction(0)
    month = span_of("month", day)
    total = _workdays_of(calendar, month)
    if not total:
        return found.promise / sum(1 for _day in month)
    return found.promise / total if _is_workday(calendar, day) else Fraction(0)


def _on(day: date, stretches: Iterable[Stretch]) -> Stretch | None:
    return next((one for one in stretches if one.holds(day)), None)


def _is_workday(calendar: Days | None, day: date) -> bool:
    return calendar is None or bool(calendar.windows_on(day))


@lru_cache(maxsize=512)
def _workdays_of(calendar: Days | None, span: Span) -> int:
    return workdays(span, calendar)
