"""Hand-offs whose clocks could not run as agreed: what to do, and starting what can start now.

A hand-off is judged by the version in force when it was made, from the instant it was made. So a
calendar that was restored or corrected lets its clock start, late but from the true beginning;
where nothing was promised at the hand-off, nothing is promised in hindsight.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kit.refusals import NotAllowed
from leads.models import Handoff, StageChange
from leads.stages import Move
from sla import clocks, following_up, pausing, starting
from sla.models import AT_HAND_OFF, Clock, ClockException, Metric
from teams.models import User

CHUNK = 100
Cause = ClockException.Cause

ADVICE: dict[str, Promise] = {
    Cause.NO_AGREEMENT: _(
        "Nothing had been agreed when it was handed over, so nothing is owed. To put it on a clock,"
        " take it back and hand it over again under the agreement in force now."
    ),
    Cause.NO_TARGET: _(
        "No target of that version was for this lead. Add one that is for everybody, then take the"
        " lead back and hand it over again."
    ),
    Cause.NO_CALENDAR: _("Restore the calendar, then start the clocks."),
    Cause.NO_OPEN_TIME: _("Give the calendar working hours again, then start the clocks."),
}


@dataclass(frozen=True)
class Retried:
    """How many exceptions were resolved, and how many stand."""

    started: int
    left: int


def standing() -> QuerySet[ClockException]:
    """Return the exceptions that still matter, with what a list shows of them.

    Of open hand-offs all; of those that were rejected, marketing's answer while it is owed.
    """
    is_owed = Q(handoff__closed_at__isnull=True) | Q(
        metric=Metric.ANSWER, handoff__answered_at__isnull=True
    )
    rows = ClockException.objects.filter(is_owed, resolved_at__isnull=True)
    return rows.select_related("handoff__lead", "handoff__owner", "target__calendar")


def retry(*, at: datetime, by: User) -> Retried:
    """Start the clocks that can start by now, from each hand-off's own instant.

    What has fallen due meanwhile is flagged by the next sweep, dated at its true due instant; a
    claim or touch made meanwhile answers its clock. Returns what became of them. Raises
    ``NotAllowed`` for all but managers.
    """
    if not by.is_manager:
        raise NotAllowed
    started, last = 0, 0
    while True:
        rows = standing().filter(handoff_id__gt=last).order_by("handoff_id")
        ids = list(rows.values_list("handoff_id", flat=True).distinct()[:CHUNK])
        if not ids:
            break
        started += _retry(ids, at)
        last = ids[-1]
    return Retried(started, standing().count())


def _retry(handoff_ids: list[int], at: datetime) -> int:
    """Follow what happened to these hand-offs once more; return how many exceptions it resolved."""
    with transaction.atomic():
        # In the order of ids, as every move of many locks them.
        locked = Handoff.objects.select_for_update(no_key=True)
        rows = locked.filter(pk__in=handoff_ids).order_by("pk")
        open_ids = [row.pk for row in rows if row.is_open]
        changes = list(StageChange.objects.filter(handoff_id__in=open_ids).order_by("id"))
        offers = [change for change in changes if change.move == Move.HAND_OFF]
        ran = _clocked(open_ids)
        # The hours that held at the hand-off; where they could not serve, the corrected ones.
        starting.start(changes=offers)
        starting.start(changes=offers, calendars_at=at)
        begun = _clocked(open_ids) - ran
        _join_pauses(begun, at)
        for change in changes:
            # A clock that ran all the while has followed already.
            if (change.handoff_id, _ANSWERED_BY.get(change.move)) in begun:
                clocks.follow(changes=[change])
        _start_later(handoff_ids, at)
        return _resolve(handoff_ids, at)


def _join_pauses(begun: set[tuple[int, str | None]], at: datetime) -> None:
    """Let clocks that start late stand still for the pauses that they missed."""
    handoff_ids = {handoff_id for handoff_id, _metric in begun}
    rows = Clock.objects.filter(handoff__in=handoff_ids, metric__in=AT_HAND_OFF, seq=1)
    for clock in rows.select_related("target"):
        if (clock.handoff_id, clock.metric) in begun:
            pausing.join_late(clock, at)


def _start_later(handoff_ids: list[int], at: datetime) -> None:
    """Start the clocks that begin after the hand-off."""
    rows = standing().filter(handoff__in=handoff_ids).exclude(metric__in=AT_HAND_OFF)
    for missing in rows.order_by("handoff_id", "pk"):
        following_up.start_again(missing=missing, at=at)


# Which promise each move after the hand-off tells of.
_ANSWERED_BY: dict[str, Metric] = {
    Move.CLAIM: Metric.CLAIM,
    Move.ASSIGN: Metric.CLAIM,
    Move.UNDO_CLAIM: Metric.CLAIM,
    Move.RELEASE: Metric.CLAIM,
    Move.TOUCH: Metric.FIRST_TOUCH,
}


def _clocked(handoff_ids: list[int]) -> set[tuple[int, str | None]]:
    """Return which promises of these hand-offs have a clock: (hand-off, metric)."""
    rows = Clock.objects.filter(handoff__in=handoff_ids, seq=1)
    return set(rows.values_list("handoff_id", "metric"))


def _resolve(handoff_ids: list[int], at: datetime) -> int:
    has_clock = Clock.objects.filter(
        handoff=OuterRef("handoff"), metric=OuterRef("metric"), started_at__gte=OuterRef("at")
    )
    rows = ClockException.objects.filter(handoff__in=handoff_ids, resolved_at__isnull=True)
    return rows.filter(Exists(has_clock)).update(resolved_at=at)
