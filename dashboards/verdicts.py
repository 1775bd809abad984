"""The verdicts on clocks, as conditions: one text for the figures and for the lists behind them.

Every clock has exactly one of four at an instant: kept, broken, running (not yet due) or void.
A clock that is overdue counts as broken whether or not the sweep has noticed: the figure shows
the truth, not the sweep's lag.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    Expression,
    F,
    FloatField,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from dashboards.periods import Period
from sla.models import Clock

IS_RUNNING = Q(stopped_at__isnull=True, voided_at__isnull=True)
HAS_ANSWER = Q(stopped_at__isnull=False, business_seconds__isnull=False)


def is_kept() -> Q:
    """Return the condition of a promise that was kept."""
    return Q(breached_at__isnull=True, stopped_at__lte=F("due_at"))


def is_broken(at: datetime) -> Q:
    """Return the condition of a promise that is broken at ``at``, answered late or not at all."""
    overdue = IS_RUNNING & Q(due_at__lt=at)
    return Q(breached_at__isnull=False) | Q(stopped_at__gt=F("due_at")) | overdue


def is_running(at: datetime) -> Q:
    """Return the condition of a promise that is neither answered nor due at ``at``."""
    return IS_RUNNING & Q(breached_at__isnull=True, due_at__gte=at)


def is_void() -> Q:
    """Return the condition of a promise that fell away before it was due."""
    return Q(breached_at__isnull=True, voided_at__isnull=False)


def is_judged(at: datetime) -> Q:
    """Return the condition of a promise that counts for attainment: kept or broken."""
    return is_kept() | is_broken(at)


def counts(at: datetime) -> dict[str, Count]:
    """Return the four counts as annotations: ``kept``, ``broken``, ``running``, ``void``."""
    return {
        "kept": Count("pk", filter=is_kept()),
        "broken": Count("pk", filter=is_broken(at)),
        "running": Count("pk", filter=is_running(at)),
        "void": Count("pk", filter=is_void()),
    }


def cohort(period: Period) -> QuerySet[Clock, Clock]:
    """Return the clocks that fall due in ``period``."""
    return Clock.objects.filter(within("due_at", period))


def within(field: str, period: Period) -> Q:
    """Return the condition that the instant ``field`` lies in ``period``."""
    return Q(**{f"{field}__gte": period.start, f"{field}__lt": period.end})


def local_date(field: str, period: Period) -> TruncDate:
    """Return the date of the instant ``field`` in the zone of ``period``."""
    return TruncDate(field, tzinfo=period.zone)


def place_in(periods: Sequence[Period], field: str) -> Case:
    """Return the place of the first of ``periods`` that holds the instant ``field``, else null."""
    cases = [When(within(field, span), then=Value(place)) for place, span in enumerate(periods)]
    return Case(*cases, default=None, output_field=IntegerField())


class Percentile(Aggregate):
    """``percentile_cont``: the value below which a share of the values lies; nulls are left out."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: F | Expression, share: str, **extra: Any) -> None:
        """Take what is ordered and the share as a plain number in text, such as "0.9"."""
        extra.setdefault("output_field", FloatField())
        super().__init__(expression, share=str(float(share)), **extra)
