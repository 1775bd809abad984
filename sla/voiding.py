"""Ends clocks whose answer is no longer owed: counted apart, never as kept."""

from leads.models import StageChange
from sla import pausing
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
    ids = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    flag(clock_ids=ids, at=change.recorded_at)
    for clock in Clock.objects.filter(pk__in=ids):
        if clock.breached_at is not None and change.at <= clock.breached_at:
            clock.revision += 1
            _withdraw(clock, change)
        clock.voided_at, clock.next_check_at = change.at, None
        if clock.breached_at is None:
            clock.state = ClockState.VOID
        clock.save(update_fields=["voided_at", "next_check_at", "state", "breached_at", "revision"])
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
            _withdraw(clock, change)
        clock.voided_at, clock.stopped_at, clock.next_check_at = change.recorded_at, None, None
        clock.state = ClockState.VOID
        clock.save()
        _event(clock, EventKind.VOIDED, change)


def _withdraw(clock: Clock, change: StageChange) -> None:
    clock.breached_at = None
    rows = Breach.objects.filter(clock=clock, withdrawn_at__isnull=True)
    rows.update(withdrawn_at=change.recorded_at)
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
