"""A rejection that is overturned: what it ended runs on from its original start."""

from datetime import datetime

from leads.models import Handoff, StageChange
from leads.stages import Move
from sla import answering
from sla.models import Clock, ClockException, Metric


def overturned(change: StageChange) -> None:
    """Let the clocks that the rejection of the hand-off ended run again, as if it had not been.

    Nothing is added for the time between: the buyer has waited all along. Marketing's clock to
    answer the rejection stops, since this is the answer.
    """
    rejected_at = _rejected_at(change)
    if rejected_at is None:
        return
    clocks = Clock.objects.filter(handoff_id=change.its_handoff_id).select_related("target")
    for clock in clocks.select_for_update(of=("self",)).order_by("pk"):
        if clock.metric == Metric.ANSWER:
            if clock.stopped_at is None and clock.voided_at is None:
                answering.judge(change=change, metric=Metric.ANSWER, answered_at=change.at)
        elif rejected_at in {clock.voided_at, _decided(clock)}:
            answering.bring(clock=clock, answered_at=None, ended_at=None, change=change)
    _list_again(change, rejected_at)


def _rejected_at(change: StageChange) -> datetime | None:
    """Return when the hand-off was rejected last, None when it was not or this was undone."""
    if Handoff.objects.filter(pk=change.its_handoff_id, closed_at__isnull=False).exists():
        return None
    rows = StageChange.objects.filter(
        handoff_id=change.its_handoff_id, move=Move.REJECT, pk__lt=change.pk
    )
    return rows.order_by("id").values_list("at", flat=True).last()


def _decided(clock: Clock) -> datetime | None:
    return clock.stopped_at if clock.metric == Metric.DECISION else None


def _list_again(change: StageChange, rejected_at: datetime) -> None:
    """Put the promises that no clock could run for back on the list of exceptions."""
    rows = ClockException.objects.filter(handoff_id=change.its_handoff_id)
    rows.filter(resolved_at=rejected_at).exclude(metric=Metric.ANSWER).update(resolved_at=None)
    rows.filter(metric=Metric.ANSWER, resolved_at__isnull=True).update(
        resolved_at=change.recorded_at
    )
