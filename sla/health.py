"""Whether promises are being watched: how old the last sweep is, and what is left undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from kit.keyset import Count, capped_count
from notifications.models import OutboxMessage
from sla.models import Clock, ClockException, SweepRun

SHOWN_SWEEPS = 12


@dataclass(frozen=True)
class Health:
    """How the watching stands at ``at``.

    ``swept_at``: when the last sweep began, None before the first; ``age_seconds`` since then.
    ``overdue``: clocks that a sweep should have looked at by now; ``unsent`` and ``failed``:
    messages that wait, or were given up; ``unsent_since``: since when the oldest waits.
    """

    at: datetime
    swept_at: datetime | None
    age_seconds: int | None
    is_watched: bool
    open_clocks: Count
    overdue: Count
    unsent: Count
    unsent_since: datetime | None
    failed: Count
    exceptions: Count


def last_sweep(at: datetime) -> tuple[datetime | None, int | None]:
    """Return when the last sweep began and its age in seconds; (None, None) before the first."""
    swept_at = SweepRun.objects.order_by("-at").values_list("at", flat=True).first()
    return swept_at, None if swept_at is None else max(0, int((at - swept_at).total_seconds()))


def is_watched(age_seconds: int | None) -> bool:
    """Return whether a last sweep of this age means that promises are being watched."""
    return age_seconds is not None and age_seconds <= settings.SWEEP_STALE_SECONDS


def look(at: datetime) -> Health:
    """Return how the watching stands; each figure is counted up to a cap."""
    swept_at, age_seconds = last_sweep(at)
    clocks = Clock.objects.filter(next_check_at__isnull=False)
    waiting = OutboxMessage.objects.filter(sent_at__isnull=True, failed_at__isnull=True)
    return Health(
        at=at,
        swept_at=swept_at,
        age_seconds=age_seconds,
        is_watched=is_watched(age_seconds),
        open_clocks=capped_count(clocks),
        overdue=capped_count(clocks.filter(next_check_at__lt=_missed_before(at))),
        unsent=capped_count(waiting),
        unsent_since=waiting.order_by("id").values_list("created_at", flat=True).first(),
        failed=capped_count(OutboxMessage.objects.filter(failed_at__isnull=False)),
        exceptions=capped_count(ClockException.objects.filter(resolved_at__isnull=True)),
    )


def latest_sweeps() -> list[SweepRun]:
    """Return the last few sweeps, newest first."""
    return list(SweepRun.objects.order_by("-at")[:SHOWN_SWEEPS])


def _missed_before(at: datetime) -> datetime:
    """Return the instant before which a working sweep has looked at every clock."""
    return at - timedelta(seconds=settings.SWEEP_STALE_SECONDS)
