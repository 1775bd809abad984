"""The funnel: of what marketing handed over in a period, how much came how far, and how fast.

Each step counts what reached it or a later one, so that no step is larger than the one before.
A hand-off that marketing took back was never delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    TextChoices,
)
from django.utils.translation import gettext_lazy as _

from dashboards.periods import Period
from dashboards.verdicts import Percentile, local_date, within
from leads.models import Handoff
from leads.models.handoff import Outcome


class Step(TextChoices):
    """The steps, first to last."""

    DELIVERED = "delivered", _("Handed over")
    ACCEPTED = "accepted", _("Accepted by sales")
    QUALIFIED = "qualified", _("Sales qualified")
    WON = "won", _("Won")


@dataclass(frozen=True)
class Reached:
    """How many reached a step; ``median``: calendar seconds from the step before, None of none."""

    step: Step
    count: int
    median: int | None


@dataclass(frozen=True)
class Delivered:
    """What was handed over on each local date, and how much of it was accepted."""

    days: Mapping[date, tuple[int, int]]

    def of(self, period: Period) -> tuple[int, int]:
        """Return (delivered, accepted) of ``period``."""
        mine = [pair for day, pair in self.days.items() if period.holds(day)]
        return sum(delivered for delivered, _a in mine), sum(accepted for _d, accepted in mine)

    def acceptance_rate(self, period: Period) -> float | None:
        """Return the percentage accepted of what was delivered in ``period``, None without any."""
        delivered, accepted = self.of(period)
        return 100 * accepted / delivered if delivered else None


_WON = Q(outcome=Outcome.WON)
_QUALIFIED = Q(qualified_at__isnull=False) | _WON
_ACCEPTED = Q(claimed_at__isnull=False) & ~Q(outcome=Outcome.REJECTED) | _QUALIFIED
_REACHED = {
    Step.DELIVERED: Q(),
    Step.ACCEPTED: _ACCEPTED,
    Step.QUALIFIED: _QUALIFIED,
    Step.WON: _WON,
}
_LASTED = {
    Step.ACCEPTED: ("handed_at", "claimed_at"),
    Step.QUALIFIED: ("claimed_at", "qualified_at"),
    Step.WON: ("qualified_at", "outcome_at"),
}


def delivered(period: Period) -> QuerySet[Handoff, Handoff]:
    """Return the hand-offs of ``period`` that marketing has not taken back."""
    rows = Handoff.objects.filter(within("handed_at", period))
    return rows.exclude(outcome=Outcome.WITHDRAWN)


def reached(period: Period, step: Step) -> QuerySet[Handoff, Handoff]:
    """Return those of the period's hand-offs that came as far as ``step``."""
    return delivered(period).filter(_REACHED[step])


def funnel(period: Period) -> list[Reached]:
    """Return the four steps of the hand-offs of ``period``: one query."""
    figures: dict[str, Any] = {
        step: Count("pk", filter=condition) if condition else Count("pk")
        for step, condition in _REACHED.items()
    }
    figures |= {f"{step}_median": _median(step, *ends) for step, ends in _LASTED.items()}
    row = delivered(period).aggregate(**figures)
    return [Reached(step, row[step], _seconds(row.get(f"{step}_median"))) for step in Step]


def daily(span: Period) -> Delivered:
    """Return what was delivered on each day of ``span``: one query."""
    rows = (
        delivered(span)
        .order_by()
        .values(day=local_date("handed_at", span))
        .annotate(delivered=Count("pk"), accepted=Count("pk", filter=_ACCEPTED))
    )
    return Delivered({row["day"]: (row["delivered"], row["accepted"]) for row in rows})


def _median(step: Step, begin: str, end: str) -> Percentile:
    lasted = ExpressionWrapper(F(end) - F(begin), output_field=DurationField())
    came = _REACHED[step] & Q(**{f"{end}__gte": F(begin)})
    return Percentile(lasted, "0.5", filter=came, output_field=DurationField())


def _seconds(lasted: timedelta | None) -> int | None:
    return None if lasted is None else round(lasted.total_seconds())
