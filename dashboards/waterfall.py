"""The leads waterfall: what marketing delivered, day by day, against the goal of the agreement."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboards import periods
from dashboards.funnel import Delivered
from dashboards.pace import OpenTime, planned, projected
from dashboards.periods import Period


@dataclass(frozen=True)
class Day:
    """One day: delivered on it and until its end (None: not come yet), and the plan at its end."""

    date: date
    delivered: int | None
    total: int | None
    plan: float | None


@dataclass(frozen=True)
class Waterfall:
    """The days of a period. ``goal``, ``plan_now`` are None where no goal was agreed."""

    days: list[Day]
    delivered: int
    goal: int | None
    plan_now: float | None
    projected: int | None

    @property
    def ahead(self) -> int | None:
        """Return how many leads marketing is ahead of its plan; negative: behind."""
        return None if self.plan_now is None else round(self.delivered - self.plan_now)


def waterfall(
    period: Period, at: datetime, *, counted: Delivered, goal: int | None, hours: OpenTime
) -> Waterfall:
    """Return the days of ``period``: reckoned from ``counted``, no query.

    ``goal`` is a month's; for another period its share by working time is taken.
    """
    delivered, _accepted = counted.of(period)
    is_running = period.is_running(at)
    return Waterfall(
        days=_days(period, at, counted, goal, hours),
        delivered=delivered,
        goal=None if goal is None else round(planned(goal, period, period.end, hours)),
        plan_now=None if goal is None else planned(goal, period, min(at, period.end), hours),
        projected=projected(delivered, period, at, hours) if is_running else None,
    )


def _days(
    period: Period, at: datetime, counted: Delivered, goal: int | None, hours: OpenTime
) -> list[Day]:
    today, total, plan, days = periods.today(at, period.zone), 0, 0.0, []
    for day in period.dates:
        number, _accepted = counted.days.get(day, (0, 0))
        total += number
        if goal is not None:
            span = periods.one_day(day, period.zone)
            plan += planned(goal, span, span.end, hours)
        has_come = day <= today
        days.append(
            Day(
                date=day,
                delivered=number if has_come else None,
                total=total if has_come else None,
                plan=None if goal is None else plan,
            )
        )
    return days
