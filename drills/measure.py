"""The measure of a drill: what an engine would have done that nothing disturbed."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from drills import company
from drills.stage import Stage
from leads.models import RunStatus
from notifications.models import OutboxMessage
from sla.models import Recalculation, SweepRun
from sla.recalculating import LOST_AFTER

Drill = Callable[[Stage, datetime], list[str]]


def wanted_rows(
    now: datetime,
    fill: Callable[[datetime], object] = company.fill,
    happens: Callable[[datetime], company.Rows] = company.undisturbed,
) -> company.Rows:
    """Return the rows of an undisturbed run, and leave the company as it was before."""
    fill(now)
    wanted = happens(now)
    fill(now)
    return wanted


def come_to_rest(stage: Stage, now: datetime, *, is_watched: bool = False) -> None:
    """Let the engine come to its end, and once more round."""

    def is_over(begun: datetime | None = None) -> bool:
        if is_watched:
            stage.revive()
        if begun is None:
            return company.is_done(now)
        return SweepRun.objects.filter(at__gt=begun).count() > 1

    stage.wait(is_over)
    begun = timezone.now()
    stage.wait(lambda: is_over(begun))


def difference(
    stage: Stage, now: datetime, wanted: company.Rows, *, is_watched: bool = False
) -> list[str]:
    """Let the engine come to its end; return what differs from ``wanted``."""
    come_to_rest(stage, now, is_watched=is_watched)
    return company.differences(wanted, company.rows())


def let_leases_end() -> None:
    """Let the minutes pass for which a dead worker's messages are still its own."""
    soon = timezone.now()
    OutboxMessage.objects.filter(sent_at__isnull=True, leased_until__isnull=False).update(
        leased_until=soon
    )


def let_runs_be_lost() -> None:
    """Let the half minute pass after which a run counts as without a worker."""
    rows = Recalculation.objects.filter(status__in=(RunStatus.QUEUED, RunStatus.RUNNING))
    rows.update(heartbeat_at=timezone.now() - 2 * LOST_AFTER)
