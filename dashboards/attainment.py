"""Attainment: the share of promises kept, by the day they fell due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboards.periods import Period
from dashboards.sums import DueSum, PartSum


@dataclass(frozen=True)
class Verdicts:
    """How many promises were kept and broken; those without a verdict stand beside.

    Of those broken, the other side has set ``excused`` aside: the adjusted shares leave them out.
    """

    kept: int = 0
    broken: int = 0
    running: int = 0
    void: int = 0
    excused: int = 0

    def __add__(self, other: "Verdicts") -> "Verdicts":
        """Return both together."""
        return Verdicts(
            self.kept + other.kept,
            self.broken + other.broken,
            self.running + other.running,
            self.void + other.void,
            self.excused + other.excused,
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

    @property
    def adjusted(self) -> float | None:
        """Return the percentage kept of all but the excused, None where nothing else is left."""
        left = self.judged - self.excused
        return 100 * self.kept / left if left else None

    @property
    def adjusted_breach_rate(self) -> float | None:
        """Return the percentage broken of all but the excused, None where nothing else is left."""
        left = self.judged - self.excused
        return 100 * (self.broken - self.excused) / left if left else None


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


def daily(days: Mapping[tuple[str, date], DueSum]) -> DailyVerdicts:
    """Return the verdicts of each metric and day."""
    return DailyVerdicts({key: verdicts_of(found) for key, found in days.items()})


def verdicts_of(found: DueSum | PartSum) -> Verdicts:
    """Return the verdicts of a sum."""
    return Verdicts(found.kept, found.broken, found.running, found.void, found.excused)
