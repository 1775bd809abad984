"""What the days of a page add up to: read from the rollups where they hold, else from the rows.

A rollup holds for a day that is over, that it was made for, and of which no row has changed since:
so a page never shows an old figure, however late the rollups are. It is asked in this order: how
far do they reach, what has changed, what do they say. Whatever is written meanwhile is then either
in what is read, or was not yet so when the page began.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, BinaryField, QuerySet, Sum, Value

from dashboards import periods, summing
from dashboards.models import (
    Dimension,
    DirtyHour,
    DueDay,
    DuePart,
    DueTarget,
    HandedBy,
    HandedDay,
    HandedPart,
    RollupState,
    ShareDay,
)
from dashboards.periods import Kind, Period
from dashboards.sums import DueSum, HandedPartSum, HandedSum, PartSum, ShareSum, TargetSum

DUE, HANDED = DirtyHour.Subject.DUE, DirtyHour.Subject.HANDED
ONE_HOUR = timedelta(hours=1)
Table = type[DueDay | DuePart | DueTarget | HandedDay | HandedPart | ShareDay]
_COUNTS = ("kept", "broken", "running", "void", "excused")


class _Joined(Aggregate):
    """The packed spreads of many rows, one behind the other."""

    function = "string_agg"
    arity = 2
    output_field = BinaryField()


@dataclass(frozen=True)
class Days:
    """The days of a company's zone as they are seen at ``at``, and what the rollups know of them.

    The rollups of ``generation`` hold for the days of ``[since, until)`` that are not ``dirty``.
    """

    at: datetime
    zone: ZoneInfo
    promise_seconds: int
    generation: int
    since: date
    until: date
    dirty: frozenset[tuple[str, date]]

    @classmethod
    def seen(cls, at: datetime, zone: ZoneInfo, promise_seconds: int) -> Self:
        """Return what holds at ``at``: two queries."""
        today = periods.today(at, zone)
        state = RollupState.objects.first()
        if state is None or (state.time_zone, state.promise_seconds) != (zone.key, promise_seconds):
            return cls(at, zone, promise_seconds, 0, today, today, frozenset())
        return cls(
            at=at,
            zone=zone,
            promise_seconds=promise_seconds,
            generation=state.generation,
            since=state.rolled_from,
            until=min(state.rolled_until, today),
            dirty=frozenset(dirty_days(zone)),
        )

    def due(self, span: Period) -> dict[tuple[str, date], DueSum]:
        """Return the sum of each metric and day of ``span``; days without a clock have none."""
        found = {
            (row[0], row[1]): summing.due_sum(row[2:])
            for row in self._held(DueDay, DUE, span).values_list(*_fields(DueDay))
        }
        loose = self._loose(DUE, span)
        if loose:
            statement = summing.due_days(loose, self.at, self.promise_seconds)
            found |= summing.read_due_days(statement)
        return found

    def parts(self, span: Period, by: Dimension) -> list[PartSum]:
        """Return the sums of the parts of ``span``; a part may have several."""
        joined = (
            self._held(DuePart, DUE, span)
            .filter(by=by)
            .values_list("key")
            .annotate(
                *(Sum(name) for name in _COUNTS),
                packed=_Joined("business", Value(b"")),
            )
        )
        found = [PartSum(*row) for row in joined]
        loose = self._loose(DUE, span)
        if loose:
            found += summing.read_due_parts(summing.due_parts(loose, self.at, by))
        return found

    def shares(self, span: Period) -> list[ShareSum]:
        """Return how the time of breaches due in ``span`` is shared out; a part may be twice."""
        summed = (
            self._held(ShareDay, DUE, span)
            .values_list("metric", "part", "key")
            .annotate(count=Sum("breaches"), time=Sum("seconds"))
        )
        found = [ShareSum(*row) for row in summed]
        loose = self._loose(DUE, span)
        if loose:
            found += summing.read_share_days(summing.share_days(loose))
        return found

    def targets(self, span: Period) -> list[TargetSum]:
        """Return the sums of the targets that had a promise due in ``span``; one may be twice."""
        joined = (
            self._held(DueTarget, DUE, span)
            .values_list("target")
            .annotate(
                *(Sum(name) for name in (*_COUNTS, "waiting")),
                packed=_Joined("business", Value(b"")),
            )
        )
        found = [TargetSum(*row) for row in joined]
        loose = self._loose(DUE, span)
        if loose:
            found += summing.read_due_targets(summing.due_targets(loose, self.at))
        return found

    def handed_parts(self, span: Period, *by: HandedBy) -> list[HandedPartSum]:
        """Return what became of the hand-offs of ``span``, by part; a part may be twice."""
        counts = [each.name for each in HandedPart._meta.fields[5:-1]]
        summed = (
            self._held(HandedPart, HANDED, span)
            .filter(by__in=by)
            .values_list("by", "key")
            .annotate(
                *(Sum(name) for name in counts),
                packed=_Joined("to_touch", Value(b"")),
            )
        )
        found = [HandedPartSum(*row) for row in summed]
        loose = self._loose(HANDED, span)
        if loose:
            rows = summing.read_handed_parts(summing.handed_parts(loose))
            found += [row for row in rows if row.by in by]
        return found

    def handed(self, span: Period) -> dict[date, HandedSum]:
        """Return the sum of each day of ``span``; days without a hand-off have none."""
        rows = self._held(HandedDay, HANDED, span).values_list(*_fields(HandedDay))
        found = {row[0]: HandedSum(*row[1:]) for row in rows}
        loose = self._loose(HANDED, span)
        if loose:
            found |= summing.read_handed_days(summing.handed_days(loose))
        return found

    def _held(self, table: Table, subject: str, span: Period) -> QuerySet[Any, Any]:
        """Return the rollups that hold for days of ``span``; no query where none can."""
        since, until = max(self.since, span.from_date), min(self.until, span.to_date)
        if since >= until:
            return table.objects.none()
        rows = table.objects.filter(generation=self.generation, day__gte=since, day__lt=until)
        dirty = [day for name, day in self.dirty if name == subject and since <= day < until]
        return rows.exclude(day__in=dirty) if dirty else rows

    def _loose(self, subject: str, span: Period) -> list[Period]:
        """Return the spans of the days that no rollup holds for."""
        return list(
            runs(
                (
                    day
                    for day in span.dates
                    if not self.since <= day < self.until or (subject, day) in self.dirty
                ),
                self.zone,
            )
        )


def _fields(table: Table) -> list[str]:
    return [field.name for field in table._meta.fields[2:]]


def dirty_days(zone: ZoneInfo) -> set[tuple[str, date]]:
    """Return the days, each with its subject, of which rows have changed: one query."""
    hours = DirtyHour.objects.order_by().values_list("subject", "hour").distinct()
    return {pair for subject, hour in hours for pair in days_of(subject, hour, zone)}


def days_of(subject: str, hour: datetime, zone: ZoneInfo) -> set[tuple[str, date]]:
    """Return the days that an hour lies in: two where midnight falls within it."""
    last = hour + ONE_HOUR - timedelta(microseconds=1)
    return {(subject, periods.today(instant, zone)) for instant in (hour, last)}


def runs(days: Iterable[date], zone: ZoneInfo) -> Iterator[Period]:
    """Return the fewest spans that are made of ``days``, which come in order."""
    first: date | None = None
    last = date.min
    for day in days:
        if first is not None and day != last + periods.ONE_DAY:
            yield Period(Kind.CUSTOM, first, last + periods.ONE_DAY, zone)
            first = None
        first, last = first or day, day
    if first is not None:
        yield Period(Kind.CUSTOM, first, last + periods.ONE_DAY, zone)
