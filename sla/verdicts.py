"""The verdicts on clocks, as conditions.

Every clock has exactly one of four at an instant: kept, broken, running (not yet due) or void.
A clock that is overdue counts as broken whether or not the sweep has noticed: a figure shows the
truth, not the sweep's lag.
"""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from sla.models import Breach

IS_RUNNING = Q(stopped_at__isnull=True, voided_at__isnull=True)


def is_kept() -> Q:
    """Return the condition of a promise that was kept."""
    return Q(breached_at__isnull=True, stopped_at__lte=F("due_at"))


def is_broken(at: datetime) -> Q:
    """Return the condition of a promise that is broken at ``at``, answered late or not at all."""
    overdue = IS_RUNNING & Q(due_at__lt=at)
    return Q(breached_at__isnull=False) | Q(stopped_at__gt=F("due_at")) | overdue


def is_excused() -> Exists:
    """Return the condition of a promise whose breach the other side has set aside.

    It is broken all the same: figures show it as that, and beside it without what is excused.
    """
    return Exists(
        Breach.objects.filter(
            clock=OuterRef("pk"), excused_at__isnull=False, withdrawn_at__isnull=True
        )
    )


def is_running(at: datetime) -> Q:
    """Return the condition of a promise that is neither answered nor due at ``at``."""
    return IS_RUNNING & Q(breached_at__isnull=True, due_at__gte=at)


def is_void() -> Q:
    """Return the condition of a promise that fell away before it was due."""
    return Q(breached_at__isnull=True, voided_at__isnull=False)


def is_judged(at: datetime) -> Q:
    """Return the condition of a promise that counts for attainment: kept or broken."""
    return is_kept() | is_broken(at)
