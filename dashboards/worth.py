"""What the delivered leads are worth, beside how many they are: marketing's other goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboards.pace import OpenTime, planned
from dashboards.periods import Period
from dashboards.sums import HandedSum


@dataclass(frozen=True)
class Worth:
    """Expected value of what was delivered in a period, and the goal's share that falls to it."""

    delivered: Decimal
    goal: int


def worth(
    days: Mapping[date, HandedSum], period: Period, goal: Decimal | None, hours: OpenTime
) -> Worth | None:
    """Return the value delivered in ``period``, as it was expected at each hand-off: no query.

    ``goal`` is a month's, in the company's currency; None where none was agreed: then None.
    """
    if not goal:
        return None
    total = sum((found.value for day, found in days.items() if period.holds(day)), Decimal(0))
    return Worth(total, round(planned(int(goal), period, period.end, hours)))
