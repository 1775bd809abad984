"""The funnel: of what marketing handed over in a period, how much came how far, and how fast.

Each step counts what reached it or a later one, so that no step is larger than the one before.
A hand-off that marketing took back was never delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from dashboards.periods import Period
from dashboards.spreads import Spread
from dashboards.sums import HandedSum
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
REACHED = {
    Step.DELIVERED: Q(),
    Step.ACCEPTED: _ACCEPTED,
    Step.QUALIFIED: _QUALIFIED,
    Step.WON: _WON,
}
# The step that each time leads to, and its ends.
LASTED = {
    "to_accepted": (Step.ACCEPTED, "handed_at", "claimed_at"),
    "to_qualified": (Step.QUALIFIED, "claimed_at", "qualified_at"),
    "to_won": (Step.WON, "qualified_at", "outcome_at"),
}


# What became of a hand-off, in the order of ``sums.HandedPartSum``.
FATES = {
    "delivered": Q(),
    "accepted": _ACCEPTED,
    "rejected": Q(outcome=Outcome.REJECTED),
    "decided": ~Q(outcome="") | _QUALIFIED,
    "qualified": _QUALIFIED,
    "won": _WON,
    "returned": Q(outcome__in=[Outcome.REJECTED, Outcome.RECYCLED]),
    "lost": Q(outcome__in=[Outcome.DISQUALIFIED, Outcome.LOST]),
}


def delivered(where: Q) -> QuerySet[Handoff, Handoff]:
    """Return the hand-offs for which ``where`` holds and which marketing has not taken back."""
    return Handoff.objects.filter(where).exclude(outcome=Outcome.WITHDRAWN)


def steps_of(where: Q) -> QuerySet[Handoff, Any]:
    """Return the delivered ones with a truth for each step, and the time to it, null without."""
    truths = {step.value: _truth(condition) for step, condition in REACHED.items()}
    times = {
        name: Case(
            When(REACHED[step] & Q(**{f"{end}__gte": F(begin)}), then=F(end) - F(begin)),
            default=None,
            output_field=DurationField(),
        )
        for name, (step, begin, end) in LASTED.items()
    }
    return delivered(where).annotate(**truths, **times)


def fates_of(where: Q) -> QuerySet[Handoff, Any]:
    """Return the delivered ones with a truth for each of ``FATES``."""
    truths = {name: _truth(condition) for name, condition in FATES.items()}
    return delivered(where).annotate(**truths)


def _truth(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, BooleanField()) if condition else Value(value=True)


def funnel(days: Mapping[date, HandedSum], period: Period) -> list[Reached]:
    """Return the four steps of the hand-offs of ``period``, put together from ``days``."""
    mine = [found for day, found in days.items() if period.holds(day)]
    medians = {
        step: Spread(*(getattr(found, name) for found in mine)).percentile(0.5)
        for name, (step, _begin, _end) in LASTED.items()
    }
    return [
        Reached(step, sum(getattr(found, step.value) for found in mine), medians.get(step))
        for step in Step
    ]


def daily(days: Mapping[date, HandedSum]) -> Delivered:
    """Return what was delivered on each of ``days``."""
    return Delivered({day: (found.delivered, found.accepted) for day, found in days.items()})
