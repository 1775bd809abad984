"""Attainment: the share of promises kept, by the day they fell due."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from dashboards.periods import Period
from dashboards.verdicts import cohort, counts, local_date


@dataclass(frozen=True)
class Verdicts:
    """How many promises were kept and broken; those without a verdict stand beside."""

    kept: int = 0
    broken: int = 0
    running: int = 0
    void: int = 0

    def __add__(self, other: "Verdicts") -> "Verdicts":
        """Return both together."""
        return Verdicts(
            self.kept + other.kept,
            self.broken + other.broken,
            self.running + other.running,
            self.void + other.void,
        )

    @property
    def judged(self) -> int:
        """Return how many have a verdict: what the shares are shares of."""
        return self.kept + self.broken

    @property
    def attainment(self) -> float | None:
        """Return the percentage kept, None before the first verdict."""
        return 100 * self.kept / self.judged if self.judged else None

    @property
    def breach_rate(self) -> float | None:
        """Return the percentage broken, None before the first verdict."""
        return 100 * self.broken / self.judged if self.judged else None


@dataclass(frozen=True)
class DailyVerdicts:
    """The verdicts of each metric and local due date."""

    days: Mapping[tuple[str, date], Verdicts]

    def of(self, metric: str, period: Period) -> Verdicts:
        """Return the verdicts on ``metric`` that fell due in ``period``."""
        return total(
            verdicts
            for (name, day), verdicts in self.days.items()
            if name == metric and period.holds(day)
        )


def total(parts: Iterable[Verdicts]) -> Verdicts:
    """Return the sum."""
    return sum(parts, Verdicts())


def daily(spans: Mapping[str, Period], at: datetime) -> DailyVerdicts:
    """Return the verdicts at ``at`` for each day of the span of each metric: one query each."""
    return DailyVerdicts(
        {
            (metric, day): verdicts
            for metric, span in spans.items()
            for day, verdicts in _days(metric, span, at)
        }
    )


def _days(metric: str, span: Period, at: datetime) -> Iterator[tuple[date, Verdicts]]:
    rows: QuerySet[Any, Any] = (
        cohort(span)
        .filter(metric=metric)
        .order_by()
        .values(day=local_date("due_at", span))
        .annotate(**counts(at))
    )
    for row in rows:
        yield row.pop("day"), Verdicts(**row)
