"""Shares out the time of broken promises: who let it pass, unclaimed, in hand, or paused.

Each promise is charged by the history from its own start on: one of sales to whoever had the lead
in each stretch, and to the side while nobody had it; marketing's answer to marketing as a whole,
whoever had the lead before it was rejected.

What a clock says at an instant is reckoned when it is asked for; what has ended is kept, so that a
period can be summed up by the database alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from leads.models import StageChange
from leads.stages import Move
from sla.agreed import calendar_by_id
from sla.attribution import Part, Share, Stood, Tenure, divide
from sla.deadlines import course_of
from sla.models import Breach, BreachShare, Clock, Metric, Pause
from sla.pausing import spans

CHUNK = 500
_OWNING = (Move.CLAIM, Move.ASSIGN, Move.REASSIGN)
_LETTING_GO = (Move.RELEASE, Move.UNDO_CLAIM)


def share_out(*, at: datetime, at_most: int = 20) -> int:
    """Keep the shares of breaches whose clocks have ended; return of how many.

    In chunks, a transaction each, ``at_most`` of them; what another worker is at is left to it.
    Killed half-way or run twice it ends in the same rows.
    """
    done = 0
    for _chunk in range(at_most):
        with transaction.atomic():
            breaches = _to_share()
            clocks = [breach.clock for breach in breaches if breach.clock is not None]
            found = shares(clocks, at)
            BreachShare.objects.bulk_create(
                _kept(breach, share)
                for breach in breaches
                if breach.clock is not None
                for share in found[breach.clock.pk]
            )
            ids = [breach.pk for breach in breaches]
            Breach.objects.filter(pk__in=ids).update(shared_at=at)
        done += len(breaches)
        if len(breaches) < CHUNK:
            break
    return done


def shares(clocks: Sequence[Clock], at: datetime) -> dict[int, list[Share]]:
    """Return by the clock's id how its time at ``at`` is shared out; two queries at most.

    Their targets should be loaded.
    """
    handoff_ids = {clock.handoff_id for clock in clocks}
    tenures = tenures_of(handoff_ids)
    paused_ids = {clock.handoff_id for clock in clocks if clock.pause_count}
    pauses: defaultdict[int, list[Pause]] = defaultdict(list)
    if paused_ids:
        for pause in Pause.objects.filter(handoff__in=paused_ids).order_by("started_at"):
            pauses[pause.handoff_id].append(pause)
    return {
        clock.pk: _shares(clock, tenures[clock.handoff_id], pauses[clock.handoff_id], at)
        for clock in clocks
    }


def tenures_of(handoff_ids: set[int]) -> defaultdict[int, list[Tenure]]:
    """Return by the hand-off's id who had the lead from when on: one query."""
    rows = StageChange.objects.filter(
        handoff__in=handoff_ids, move__in=[*_OWNING, *_LETTING_GO]
    ).order_by("at", "id")
    found: defaultdict[int, list[Tenure]] = defaultdict(list)
    for handoff_id, move, at, by_id, given_to_id in rows.values_list(
        "handoff_id", "move", "at", "by_id", "given_to_id"
    ):
        owner = (by_id if move == Move.CLAIM else given_to_id) if move in _OWNING else None
        found[handoff_id or 0].append(Tenure(at, owner))
    return found


def _to_share() -> list[Breach]:
    has_ended = Q(clock__stopped_at__isnull=False) | Q(clock__voided_at__isnull=False)
    rows = Breach.objects.filter(has_ended, shared_at__isnull=True, withdrawn_at__isnull=True)
    locked = rows.select_related("clock__target").select_for_update(
        of=("self", "clock"), no_key=True, skip_locked=True
    )
    return list(locked.order_by("-due_at")[:CHUNK])


def _shares(
    clock: Clock, tenures: Sequence[Tenure], pauses: Sequence[Pause], at: datetime
) -> list[Share]:
    calendar = calendar_by_id(clock.calendar_version_id)
    # What stopped only the hand-off's other clocks is not this one's.
    known = pauses if clock.pause_count else []
    mine = [pause for pause in known if pause.reason in clock.target.pause_reasons]
    course = course_of(clock, at, calendar=calendar, spans=spans(mine))
    people = {pause.started_at: pause.by_id for pause in mine}
    stood = [Stood(span, people[span.start]) for span in course.spans]
    start, until = clock.started_at, course.until
    if clock.metric == Metric.ANSWER:  # owed by the side that handed over, not by who had the lead
        return divide(calendar, start, until, pauses=stood, nobodys=Part.WAITING)
    return divide(calendar, start, until, tenures=tenures, pauses=stood)


def _kept(breach: Breach, share: Share) -> BreachShare:
    return BreachShare(
        breach=breach,
        metric=breach.clock.metric if breach.clock else "",
        due_at=breach.due_at,
        part=share.part.value,
        person_id=share.person,
        seconds=share.seconds,
    )
