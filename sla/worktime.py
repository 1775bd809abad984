"""Business time: which seconds count, when they are used up, and why the others do not.

Pure Python: no framework, no clock, no database. Instants come in as aware datetimes of any zone
and go out as aware datetimes in UTC. Fractions of a second are carried, never rounded: a due
instant keeps the microseconds of its start, and `between` counts the whole seconds that have
passed. Seconds are real ones: a day on which the clocks change has 23 or 25 hours of them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from operator import index
from typing import Any, Self

from sla.calendar_errors import (
    BadDate,
    BadSeconds,
    BadShape,
    BadTime,
    BadWindow,
    CalendarError,
    NaiveInstant,
    NoOpenTime,
    OutOfRange,
    OverlappingWindows,
    PastHorizon,
    UnknownWeekday,
    UnknownZone,
)
from sla.hours import Holidays, Hours, Overrides, Week, read_json
from sla.ledger import Interval, Reason, cut
from sla.opentable import (
    EPOCH,
    HORIZON_YEARS,
    MARGIN_DAYS,
    MICROSECOND,
    SECOND,
    YEAR,
    OpenTable,
    OpenTime,
    check_range,
    horizon_of,
    instant_of,
    micros_of,
)
from sla.windows import DAYS, parse_windows, write_windows

__all__ = [
    "BadDate",
    "BadSeconds",
    "BadShape",
    "BadTime",
    "BadWindow",
    "CalendarError",
    "Interval",
    "NaiveInstant",
    "NoOpenTime",
    "OutOfRange",
    "OverlappingWindows",
    "PastHorizon",
    "Reason",
    "UnknownWeekday",
    "UnknownZone",
    "WorkCalendar",
    "parse_windows",
]

_Windows = tuple[tuple[str, str], ...]
_SURELY_NEAR = HORIZON_YEARS * YEAR  # microseconds; nothing nearer can lie past the horizon
_MOST_SECONDS = HORIZON_YEARS * 366 * 86_400  # more than the horizon ever holds


class WorkCalendar:
    """A week of opening windows in one time zone, with holidays and overrides of single dates.

    Immutable, equal and hashable by value, safe to share between threads. `week` maps mon ... sun
    to windows such as `("09:00", "12:30")`; a missing day is closed. `holidays` are whole local
    dates closed, given as dates or as date -> name. `overrides` maps a date to the windows that
    replace that day's (an empty list closes it) and wins over a holiday. Edges are taken
    literally: that a typed 23:59 means 24:00 is for `parse_windows`, where people type.

    Raises a CalendarError: BadShape, UnknownZone, UnknownWeekday, BadTime, BadWindow,
    OverlappingWindows, BadDate, or NoOpenTime when neither the week nor an override opens.
    """

    __slots__ = ("_hours", "_key", "_time")

    def __init__(
        self,
        tz: str,
        week: Week,
        holidays: Holidays | None = None,
        overrides: Overrides | None = None,
    ) -> None:
        self._hours = Hours.read(tz, week, holidays, overrides)
        self._key = self._hours.key()
        self._time = OpenTime(self._hours.spans_on, self._hours.zone)

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Self:
        """Return the calendar that `to_json` wrote. Raises as the constructor does."""
        return cls(**read_json(written))

    def to_json(self) -> dict[str, Any]:
        """Return all of it in JSON's types; `from_json` makes an equal calendar of that."""
        return self._hours.to_json()

    @property
    def tz(self) -> str:
        """The name of the time zone."""
        return self._hours.zone.key

    @property
    def week(self) -> dict[str, _Windows]:
        """The windows of each weekday that has any (a copy)."""
        pairs = zip(DAYS, self._hours.week, strict=True)
        return {day: write_windows(spans) for day, spans in pairs if spans}

    @property
    def holidays(self) -> dict[date, str]:
        """Each holiday's name, empty where it has none, in order of date (a copy)."""
        return dict(self._hours.holidays)

    @property
    def overrides(self) -> dict[date, _Windows]:
        """The windows of each overridden date, in order of date (a copy)."""
        return {on: write_windows(spans) for on, spans in self._hours.overrides.items()}

    def windows_on(self, on: date) -> _Windows:
        """Return the windows of a local date: its override, else holiday, else weekday."""
        return write_windows(self._hours.spans_on(on))

    def add(self, start: datetime, seconds: int) -> datetime:
        """Return the earliest instant by which `seconds` of open time have passed since `start`.

        Exactly at closing time stays at closing time. Zero seconds: `start` if open, else the next
        opening. Raises NaiveInstant, BadSeconds, OutOfRange, and PastHorizon beyond five years.
        """
        if type(seconds) is not int or not 0 <= seconds <= _MOST_SECONDS:
            seconds = _whole(seconds, start)
        try:
            at = (start - EPOCH) // MICROSECOND
        except TypeError:
            raise NaiveInstant(value=start) from None
        span = seconds * SECOND
        table = self._time.table
        if table.lo <= at:
            due = table.later(at, span)
            if due <= table.hi and due - at <= _SURELY_NEAR:
                return EPOCH + MICROSECOND * due
        return instant_of(self._time.ahead(at, lambda longer: longer.later(at, span)))

    def subtract(self, end: datetime, seconds: int) -> datetime:
        """Return the latest instant from which `seconds` of open time pass until `end`.

        Exactly at opening time stays at opening time. Zero seconds: `end` if it lies in or at the
        end of a window, else the last closing. Raises as `add` does.
        """
        span = _whole(seconds, end) * SECOND
        at = _micros(end)
        return instant_of(self._time.behind(at, lambda table: table.earlier(at, span)))

    def between(self, start: datetime, end: datetime) -> int:
        """Return the open seconds in `[start, end)`, 0 if `end` is not after `start`.

        Raises NaiveInstant and OutOfRange.
        """
        try:
            since = (start - EPOCH) // MICROSECOND
            until = (end - EPOCH) // MICROSECOND
        except TypeError:
            raise NaiveInstant(value=(start, end)) from None
        if until <= since:
            return 0
        table = self._time.table
        if since < table.lo or until > table.hi:
            table = self._time.covering(since, until)
        return table.between(since, until) // SECOND

    def is_open(self, at: datetime) -> bool:
        """Return whether `at` lies in a window. Raises NaiveInstant and OutOfRange."""
        micros = _micros(at)
        return self._time.covering(micros, micros).is_open(micros)

    def next_open(self, at: datetime) -> datetime:
        """Return `at` if it is open, else the next opening. Raises as `add` does."""
        return self.add(at, 0)

    def next_close(self, at: datetime) -> datetime:
        """Return the first closing after `at`: of the window it lies in, else of the next one.

        Windows that touch are one, over midnight too. Raises as `add` does; a calendar that is
        always open never closes (PastHorizon).
        """
        micros = _micros(at)
        return instant_of(self._time.ahead(micros, lambda table: table.next_close(micros)))

    def previous_close(self, at: datetime) -> datetime:
        """Return the last closing at or before `at`, open or not. Raises as `next_close` does."""
        micros = _micros(at)
        return instant_of(self._time.behind(micros, lambda table: table.previous_close(micros)))

    def ledger(self, start: datetime, end: datetime) -> list[Interval]:
        """Return `[start, end)` cut into intervals, each of one local date, with its reason.

        Together they are exactly `[start, end)`; the counted seconds add up to `between`. Empty if
        `end` is not after `start`. Raises NaiveInstant and OutOfRange.
        """
        since, until = _micros(start), _micros(end)
        if until <= since:
            return []
        check_range(since, until)
        first, last = (instant_of(micros).toordinal() for micros in (since, until))
        ordinals = range(first - MARGIN_DAYS, last + MARGIN_DAYS + 1)
        days = [self._hours.ledger_day(date.fromordinal(ordinal)) for ordinal in ordinals]
        return cut(since, until, days)

    def open_table(self, first: datetime, last: datetime) -> OpenTable:
        """Return the open windows from `first` to five years after `last`, in microseconds.

        For reckoning elsewhere what `add` reckons for one start. Raises as `between` does.
        """
        since, until = _micros(first), _micros(last)
        check_range(since, until)
        return self._time.covering(since, horizon_of(until))

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, WorkCalendar) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"WorkCalendar.from_json({self.to_json()!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to copy it: by value, without its table."""
        return type(self).from_json, (self.to_json(),)


def _micros(at: datetime) -> int:
    """Return an instant as microseconds. Raises NaiveInstant."""
    try:
        return micros_of(at)
    except TypeError:
        raise NaiveInstant(value=at) from None


def _whole(seconds: Any, at: datetime) -> int:  # noqa: ANN401 - unchecked input
    """Return whole seconds, also those of `timedelta.total_seconds()`.

    Raises BadSeconds, and PastHorizon for more than five years can hold.
    """
    try:
        whole = int(seconds) if isinstance(seconds, float) else index(seconds)
    except (TypeError, ValueError, OverflowError):
        raise BadSeconds(value=seconds) from None
    if whole != seconds or whole < 0:
        raise BadSeconds(value=seconds)
    if whole > _MOST_SECONDS:
        raise PastHorizon(at=at)
    return whole
