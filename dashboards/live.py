"""What needs someone now: hand-offs that wait for a claim or a first touch, by their own clock.

A hand-off's clock is its claim clock while that runs, after it the one of the first touch, so
that each counts once and as the queue shows it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboards.verdicts import IS_RUNNING
from sla.models import AT_HAND_OFF, Clock, ClockException, Metric

LISTED = 6


class Now(TextChoices):
    """What a waiting hand-off shows."""

    OPEN = "open", _("Open now")
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", _("Breached")


@dataclass(frozen=True)
class Live:
    """How many wait in each state, how many wait without a clock, and the most urgent ones."""

    open: int
    on_track: int
    at_risk: int
    breached: int
    without_clock: int
    urgent: list[Clock]


def current() -> QuerySet[Clock, Clock]:
    """Return the clocks that waiting hand-offs are shown with, one each; paused ones not."""
    claims = Clock.objects.filter(
        IS_RUNNING,
        handoff_id=OuterRef("handoff_id"),
        metric=Metric.CLAIM,
        due_at__isnull=False,  # beside a paused claim another promise may run
    )
    return Clock.objects.filter(IS_RUNNING, due_at__isnull=False, metric__in=AT_HAND_OFF).filter(
        Q(metric=Metric.CLAIM) | ~Exists(claims)
    )


def shows(state: Now, at: datetime) -> Q:
    """Return the condition that a running clock shows ``state`` at ``at``."""
    breached = Q(due_at__lt=at) | Q(breached_at__isnull=False)
    at_risk = Q(due_at__gte=at, breached_at__isnull=True, warn_at__lte=at)
    conditions = {
        Now.OPEN: Q(),
        Now.BREACHED: breached,
        Now.AT_RISK: at_risk,
        Now.ON_TRACK: Q(due_at__gte=at, breached_at__isnull=True)
        & (Q(warn_at__isnull=True) | Q(warn_at__gt=at)),
    }
    return conditions[state]


def live(at: datetime) -> Live:
    """Return what waits at ``at``: four queries."""
    counted = current().aggregate(
        open=Count("pk"),
        **{
            state.value: Count("pk", filter=shows(state, at))
            for state in (Now.ON_TRACK, Now.AT_RISK, Now.BREACHED)
        },
    )
    return Live(**counted, without_clock=_without_clock(), urgent=_urgent())


def version(at: datetime) -> str:
    """Return what changes whenever a page about this moment would: one query of index ends.

    Of each kind of event the last few count, not the last one alone: a transaction may end after
    one that began later.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [LATE_ROWS] * 3)
        (marks,) = cursor.fetchone()
    return f"{marks}.{timezone.localdate(at):%Y%m%d}"


LATE_ROWS = 50
_VERSION = """
SELECT concat_ws('.',
    (SELECT sum(id) FROM (SELECT id FROM leads_stagechange ORDER BY id DESC LIMIT %s) a),
    (SELECT sum(id) FROM (SELECT id FROM sla_clockevent ORDER BY id DESC LIMIT %s) b),
    (SELECT sum(id) FROM (SELECT id FROM leads_nudge ORDER BY id DESC LIMIT %s) c))
"""


def _urgent() -> list[Clock]:
    """Return the first to fall due; their leads are read where they are shown."""
    return list(current().order_by("due_at", "id")[:LISTED])


def _without_clock() -> int:
    """Return how many promises no clock runs for: the open exceptions, each hand-off once."""
    open_rows = ClockException.objects.filter(resolved_at__isnull=True)
    return open_rows.aggregate(number=Count("handoff", distinct=True))["number"] or 0
