"""Periods: spans of whole local days, ``[from, to)`` in the company's zone. Pure; no Django."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAYS_SHOWN = 30
YEAR_DAYS = 365
ONE_DAY = timedelta(days=1)
MONDAY, WEEK_DAYS = 0, 7


class Kind(StrEnum):
    """How a period was chosen."""

    MONTH = "month"
    QUARTER = "quarter"
    WEEK = "week"
    DAYS = "days"  # the last thirty, today included
    YEAR = "year"  # the last 365, today included
    CUSTOM = "custom"


UP_TO_TODAY = frozenset({Kind.DAYS, Kind.YEAR})


@dataclass(frozen=True)
class Period:
    """Whole days from ``from_date`` up to, not including, ``to_date``, in ``zone``."""

    kind: Kind
    from_date: date
    to_date: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Return the first instant, in UTC."""
        return _midnight(self.from_date, self.zone)

    @property
    def end(self) -> datetime:
        """Return the first instant after it, in UTC."""
        return _midnight(self.to_date, self.zone)

    @property
    def last_date(self) -> date:
        """Return the last day that belongs to it."""
        return self.to_date - ONE_DAY

    @property
    def dates(self) -> Iterator[date]:
        """Return its days in order."""
        return (self.from_date + number * ONE_DAY for number in range(self.length))

    @property
    def length(self) -> int:
        """Return the number of its days."""
        return (self.to_date - self.from_date).days

    def holds(self, day: date) -> bool:
        """Return whether ``day`` belongs to it."""
        return self.from_date <= day < self.to_date

    def is_running(self, at: datetime) -> bool:
        """Return whether ``at`` lies in it, so that its figures still change."""
        return self.start <= at < self.end

    def previous(self) -> "Period":
        """Return the period before it: of a month or quarter the one before, else as many days."""
        if self.kind == Kind.MONTH:
            first = (self.from_date - ONE_DAY).replace(day=1)
            return replace(self, from_date=first, to_date=self.from_date)
        if self.kind == Kind.QUARTER:
            return quarter_of(self.from_date - ONE_DAY, self.zone)
        return replace(
            self,
            kind=self._named_by_dates(),
            from_date=self.from_date - self.length * ONE_DAY,
            to_date=self.from_date,
        )

    def following(self) -> "Period":
        """Return the period after it, likewise."""
        if self.kind == Kind.MONTH:
            return replace(self, from_date=self.to_date, to_date=_next_month(self.to_date))
        if self.kind == Kind.QUARTER:
            return quarter_of(self.to_date, self.zone)
        return replace(
            self,
            kind=self._named_by_dates(),
            from_date=self.to_date,
            to_date=self.to_date + self.length * ONE_DAY,
        )

    def compared(self, at: datetime) -> "Period":
        """Return the period before, as far as this one has run: what it is fairly compared with."""
        before = self.previous()
        if not self.is_running(at):
            return before
        ran = (at.astimezone(self.zone).date() - self.from_date).days + 1
        return replace(before, to_date=min(before.to_date, before.from_date + ran * ONE_DAY))

    def weeks(self, count: int, first_weekday: int) -> list["Period"]:
        """Return the ``count`` weeks that end with the week of its last day, oldest first."""
        last = week_of(self.last_date, self.zone, first_weekday)
        starts = [last.from_date - number * 7 * ONE_DAY for number in reversed(range(count))]
        return [Period(Kind.WEEK, day, day + 7 * ONE_DAY, self.zone) for day in starts]

    def _named_by_dates(self) -> Kind:
        """Return the kind of the periods beside it: those beside the last days are dates."""
        return Kind.CUSTOM if self.kind in UP_TO_TODAY else self.kind

    def query(self) -> dict[str, str]:
        """Return the parameters of an address that mean this period."""
        asked = {"period": str(self.kind)}
        if self.kind not in UP_TO_TODAY:
            asked["since"] = self.from_date.isoformat()
        if self.kind == Kind.CUSTOM:
            asked["until"] = self.last_date.isoformat()
        return asked


def today(at: datetime, zone: ZoneInfo) -> date:
    """Return the local date at ``at``."""
    return at.astimezone(zone).date()


def month_of(day: date, zone: ZoneInfo) -> Period:
    """Return the calendar month of ``day``."""
    first = day.replace(day=1)
    return Period(Kind.MONTH, first, _next_month(first), zone)


def quarter_of(day: date, zone: ZoneInfo) -> Period:
    """Return the quarter of the calendar year that ``day`` lies in."""
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    last = _next_month(_next_month(first))
    return Period(Kind.QUARTER, first, _next_month(last), zone)


def week_of(day: date, zone: ZoneInfo, first_weekday: int = MONDAY) -> Period:
    """Return the week of ``day``; ``first_weekday`` is 0 for Monday to 6 for Sunday."""
    first = day - ((day.weekday() - first_weekday) % WEEK_DAYS) * ONE_DAY
    return Period(Kind.WEEK, first, first + WEEK_DAYS * ONE_DAY, zone)


def last_days(day: date, zone: ZoneInfo) -> Period:
    """Return the thirty days that end with ``day``."""
    return Period(Kind.DAYS, day - (DAYS_SHOWN - 1) * ONE_DAY, day + ONE_DAY, zone)


def year_to(day: date, zone: ZoneInfo) -> Period:
    """Return the year that ends with ``day``."""
    return Period(Kind.YEAR, day - (YEAR_DAYS - 1) * ONE_DAY, day + ONE_DAY, zone)


def custom(first: date, last: date, zone: ZoneInfo) -> Period:
    """Return the days from ``first`` to ``last``, both included."""
    return Period(Kind.CUSTOM, first, last + ONE_DAY, zone)


def named(name: str, zone: ZoneInfo) -> Period:
    """Return the month or quarter with this ``name_of``."""
    year, part = name.split("-")
    if part.startswith("q"):
        return quarter_of(date(int(year), 3 * int(part[1:]), 1), zone)
    return month_of(date(int(year), int(part), 1), zone)


def name_of(period: Period) -> str:
    """Return the name of a month or quarter as addresses have it: "2026-10", "2026-q4"."""
    first = period.from_date
    if period.kind == Kind.QUARTER:
        return f"{first.year}-q{(first.month + 2) // 3}"
    return f"{first.year}-{first.month:02}"


def one_day(day: date, zone: ZoneInfo) -> Period:
    """Return ``day`` alone."""
    return custom(day, day, zone)


def hull(spans: Sequence[Period]) -> Period:
    """Return the shortest period that holds all of ``spans``, of which there is one at least."""
    first = min(span.from_date for span in spans)
    last = max(span.to_date for span in spans)
    return Period(Kind.CUSTOM, first, last, spans[0].zone)


def first_weekday(open_weekdays: frozenset[int]) -> int:
    """Return the day a week begins with: the first open one behind the longest rest.

    Monday for Monday to Friday, Sunday for Sunday to Thursday; Monday when there is no rest.
    """
    if not open_weekdays or len(open_weekdays) == WEEK_DAYS:
        return MONDAY
    return max(sorted(open_weekdays), key=lambda day: _rest_before(day, open_weekdays))


def _rest_before(day: int, open_weekdays: frozenset[int]) -> int:
    """Return how many closed days lie before the weekday ``day``."""
    back = 1
    while (day - back) % WEEK_DAYS not in open_weekdays:
        back += 1
    return back - 1


def _next_month(first: date) -> date:
    return (first.replace(day=28) + 4 * ONE_DAY).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
