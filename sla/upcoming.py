"""What is due next: on hand-offs that are somebody's, and of the answers that marketing owes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from leads.models import Handoff
from sla.faces import READ_BY_FACES
from sla.models import Clock, Metric
from sla.verdicts import IS_RUNNING

# What a claimed lead's owner owes no more, and what marketing owes.
_OF_OTHERS = (Metric.CLAIM, Metric.ANSWER)


def next_clocks(handoffs: Sequence[Handoff]) -> dict[int, Clock]:
    """Return by hand-off the clock that its owner owes first, as lists read it; one query.

    Of one on which nothing runs any more, how its first touch went; one that stands still counts
    only where none runs.
    """
    rows = Clock.objects.filter(IS_RUNNING | Q(metric=Metric.FIRST_TOUCH), handoff__in=handoffs)
    found: dict[int, Clock] = {}
    for clock in rows.exclude(metric__in=_OF_OTHERS).only(*READ_BY_FACES):
        standing = found.get(clock.handoff_id)
        if standing is None or _urgency(clock) < _urgency(standing):
            found[clock.handoff_id] = clock
    return found


def title_of(clock: Clock) -> str:
    """Return what ``clock`` is of, its target loaded: "Attempt 2 of 5", "Claim to decision"."""
    if clock.metric == Metric.ATTEMPT and clock.target.attempts:
        said = {"n": clock.seq, "all": clock.target.attempts}
        return _("Attempt %(n)s of %(all)s") % said
    label = str(Metric(clock.metric).label)
    return label if clock.seq == 1 else f"{label} ({clock.seq})"


def in_order(clock: Clock) -> tuple[int, int]:
    """Return what sorts the clocks of a hand-off as their promises follow each other."""
    return Metric.values.index(clock.metric), clock.seq


def answers_due_first(at_most: int) -> list[int]:
    """Return the ids of the rejected hand-offs that marketing is to answer, the first due first."""
    rows = Clock.objects.filter(IS_RUNNING, metric=Metric.ANSWER)
    ordered = rows.order_by(F("due_at").asc(nulls_last=True), "handoff_id")
    return list(ordered.values_list("handoff_id", flat=True)[:at_most])


def answer_clocks(codes: Iterable[str]) -> dict[str, Clock]:
    """Return by the hand-off's code the clock of marketing's answer; one query."""
    rows = Clock.objects.filter(handoff__code__in=[UUID(code) for code in codes])
    found = rows.filter(metric=Metric.ANSWER).select_related("target", "handoff").order_by("seq")
    return {str(clock.handoff.code): clock for clock in found}


def _urgency(clock: Clock) -> tuple[bool, bool, datetime]:
    """Order by due instant, what runs before what stands still, what has ended last."""
    has_ended = clock.stopped_at is not None or clock.voided_at is not None
    return has_ended, clock.due_at is None, clock.due_at or clock.started_at
