"""The verdicts on clocks, counted: one text for the figures and for the lists behind them.

What each verdict is, `sla.verdicts` says.
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
from sla.verdicts import IS_RUNNING, is_broken, is_judged, is_kept, is_running, is_void

__all__ = ["IS_RUNNING", "is_broken", "is_judged", "is_kept", "is_running", "is_void"]

HAS_ANSWER = Q(stopped_at__isnull=False, business_seconds__isnull=False)


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
