"""What the delivered leads are worth, beside how many they are: marketing's other goal."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from dashboards import funnel
from dashboards.pace import OpenTime, planned
from dashboards.periods import Period
from dashboards.verdicts import within


@dataclass(frozen=True)
class Worth:
    """Expected value of what was delivered in a period, and the goal's share that falls to it."""

    delivered: Decimal
    goal: int


def worth(period: Period, goal: Decimal | None, hours: OpenTime) -> Worth | None:
    """Return the value delivered in ``period`` by the leads' expected values: one query.

    ``goal`` is a month's, in the company's currency; None where none was agreed: then None.
    """
    if not goal:
        return None
    rows = funnel.delivered(within("handed_at", period))
    total = rows.aggregate(value=Sum("lead__expected_value"))["value"]
    share = planned(int(goal), period, period.end, hours)
    return Worth(total or Decimal(0), round(share))
