"""Ends clocks whose answer is no longer owed: counted apart, never as kept."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from leads.models import StageChange
from sla import excusing, pausing
from sla.flagging import flag
from sla.models import Breach, Clock, ClockEvent, ClockState, EventKind


def end_running(*, change: StageChange) -> None:
    """End the running clocks of a closed hand-off as void.

    One that is overdue is recorded as breached first: rejecting a lead is no way out of a breach.
    One that a faster clock has flagged although it ended in time is judged by when it ended.
    """
    pausing.end_with(handoff_id=change.its_handoff_id, at=change.at)
    rows = Clock.objects.filter(
        handoff_id=change.its_handoff_id, stopped_at__isnull=True, voided_at__isnull=True
    )
    _end(rows, change)


def end_metrics(*, change: StageChange, metrics: Sequence[str]) -> None:
    """End the running clocks of ``metrics`` as void, overdue ones recorded as breached first."""
    rows = Clock.objects.filter(
        handoff_id=change.its_handoff_id,
        metric__in=metrics,
        stopped_at__isnull=True,
        voided_at__isnull=True,
    )
    _end(rows, change)


def end_clock(*, clock: Clock, at: datetime, change: StageChange) -> None:
    """End the running ``clock`` as void at ``at``: nothing is owed after that instant.

    A breach dated after it is withdrawn, an earlier one stays, or is recorded now.
    """
    _end_overdue_pauses([clock], change)
    flag(clock_ids=[clock.pk], at=at)
    _void(Clock.objects.select_related("target").get(pk=clock.pk), at, change)


def _end(rows: QuerySet[Clock, Clock], change: StageChange) -> None:
    clocks = list(rows.order_by("pk").select_for_update())
    _end_overdue_pauses(clocks, change)
    ids = [clock.pk for clock in clocks]
    flag(clock_ids=ids, at=change.recorded_at)
    for clock in Clock.objects.select_related("target").filter(pk__in=ids):
        _void(clock, change.at, change)


def _end_overdue_pauses(clocks: Sequence[Clock], change: StageChange) -> None:
    """Let clocks run on whose pause ran out unnoticed, so that an overdue one is found."""
    if any(clock.state == ClockState.PAUSED for clock in clocks):
        pausing.end_overdue(handoff_id=change.its_handoff_id, at=change.recorded_at)


def _void(clock: Clock, at: datetime, change: StageChange) -> None:
    if clock.breached_at is not None and at <= clock.breached_at:
        withdraw(clock, change)
    pausing.settle(clock, at)
    clock.voided_at, clock.next_check_at = at, None
    if clock.breached_at is None:
        clock.state = ClockState.VOID
    clock.save(
        update_fields=[
            "voided_at",
            "stopped_at",
            "raw_seconds",
            "business_seconds",
            "next_check_at",
            "due_at",
            "state",
            "breached_at",
            "revision",
        ]
    )
    _event(clock, EventKind.VOIDED, change)


def void_all(*, change: StageChange) -> None:
    """Void every clock of a hand-off whose outcome another system knew, whatever it showed.

    The deal was made outside, at its own time: what the clocks found out about this hand-off is
    neither kept nor broken. Breaches are withdrawn, visibly.
    """
    pausing.end_with(handoff_id=change.its_handoff_id, at=change.recorded_at)
    clocks = (
        Clock.objects.filter(handoff_id=change.its_handoff_id).order_by("pk").select_for_update()
    )
    for clock in clocks:
        if clock.state == ClockState.VOID:
            continue
        clock.revision += 1
        if clock.breached_at is not None:
            withdraw(clock, change)
        clock.voided_at, clock.stopped_at, clock.next_check_at = change.recorded_at, None, None
        clock.state = ClockState.VOID
        clock.save()
        _event(clock, EventKind.VOIDED, change)


def withdraw(clock: Clock, change: StageChange) -> None:
    """Undo the breach of ``clock`` as a new revision; its row is not saved here."""
    clock.revision += 1
    clock.breached_at = None
    rows = Breach.objects.filter(clock=clock, withdrawn_at__isnull=True)
    rows.update(withdrawn_at=change.recorded_at)
    excusing.lapse(clock_id=clock.pk, at=change.recorded_at)
    _event(clock, EventKind.BREACH_WITHDRAWN, change)


def _event(clock: Clock, kind: str, change: StageChange) -> None:
    ClockEvent.objects.create(
        clock=clock,
        kind=kind,
        revision=clock.revision,
        at=change.recorded_at,
        recorded_at=change.recorded_at,
        by_id=change.by_id,
        cause=change.move,
    )
