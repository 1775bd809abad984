"""What the delivered leads are worth, beside how many they are: marketing's other goal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dashboards import periods
from dashboards.pace import OpenTime, planned, projected
from dashboards.periods import Period
from dashboards.sums import HandedSum


@dataclass(frozen=True)
class WorthDay:
    """What was delivered on a day and until its end (None: not come yet); the plan at its end."""

    date: date
    delivered: Decimal | None
    total: Decimal | None
    plan: Decimal


@dataclass(frozen=True)
class Worth:
    """Expected value of what was delivered in a period, and the goal's share that falls to it.

    ``projected``: what the period closes with at the pace so far, None for one that is over.
    """

    delivered: Decimal
    goal: int
    projected: int | None = None
    days: tuple[WorthDay, ...] = ()


def worth(
    days: Mapping[date, HandedSum],
    period: Period,
    goal: Decimal | None,
    hours: OpenTime,
    *,
    at: datetime | None = None,
) -> Worth | None:
    """Return the value delivered in ``period``, as it was expected at each hand-off: no query.

    ``goal`` is a month's, in the company's currency; None where none was agreed: then None. With
    ``at`` it is told day by day too.
    """
    if not goal:
        return None
    total = sum((found.value for day, found in days.items() if period.holds(day)), Decimal(0))
    whole = round(planned(int(goal), period, period.end, hours))
    if at is None:
        return Worth(total, whole)
    is_running = period.is_running(at)
    ends = projected(int(total), period, at, hours) if is_running else None
    return Worth(total, whole, ends, tuple(_days(days, period, int(goal), hours, at)))


def _days(
    days: Mapping[date, HandedSum], period: Period, goal: int, hours: OpenTime, at: datetime
) -> Iterator[WorthDay]:
    today, total, plan = periods.today(at, period.zone), Decimal(0), 0.0
    for day in period.dates:
        value = days[day].value if day in days else Decimal(0)
        total += value
        span = periods.one_day(day, period.zone)
        plan += planned(goal, span, span.end, hours)
        has_come = day <= today
        yield WorthDay(
            date=day,
            delivered=value if has_come else None,
            total=total if has_come else None,
            plan=Decimal(round(plan)),
        )
