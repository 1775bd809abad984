"""The clocks that figures are made of: one text for the figures and for the lists behind them.

What each verdict is, `sla.verdicts` says.
"""

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from dashboards.periods import Period
from sla.models import Clock
from sla.verdicts import (
    IS_RUNNING,
    is_broken,
    is_excused,
    is_judged,
    is_kept,
    is_running,
    is_void,
)

__all__ = [
    "IS_RUNNING",
    "is_broken",
    "is_excused",
    "is_judged",
    "is_kept",
    "is_running",
    "is_void",
]

HAS_ANSWER = Q(stopped_at__isnull=False, business_seconds__isnull=False)


def cohort(period: Period) -> QuerySet[Clock, Clock]:
    """Return the clocks that fall due in ``period``."""
    return Clock.objects.filter(within("due_at", period))


def within(field: str, period: Period) -> Q:
    """Return the condition that the instant ``field`` lies in ``period``."""
    return Q(**{f"{field}__gte": period.start, f"{field}__lt": period.end})


def local_date(field: str, period: Period) -> TruncDate:
    """Return the date of the instant ``field`` in the zone of ``period``."""
    return TruncDate(field, tzinfo=period.zone)
