"""Clocks that begin after the hand-off: decision, attempts, a new owner's touch, an answer.

Each runs only where the version that the lead was handed over under sets a target for it, and is
judged, paused and flagged like any other.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from leads.models import Handoff, StageChange, Touch, TouchOutcome
from leads.stages import Move
from sla import answering, pausing, voiding
from sla.agreed import agreed_at
from sla.answering import Ending
from sla.matching import first_match
from sla.models import Clock, ClockException, Metric, Target
from sla.starting import begin

# Versions are unchangeable: which metrics each one promises is read once a process.
_PROMISED: dict[int, frozenset[str]] = {}
KEPT_AT_MOST = 256
_BEGUN_BY: dict[str, tuple[str, ...]] = {
    Metric.DECISION: (Move.CLAIM, Move.ASSIGN),
    Metric.OWNER_TOUCH: (Move.REASSIGN,),
    Metric.ANSWER: (Move.REJECT,),
}


def promises(version_id: int, metric: str) -> bool:
    """Return whether any target of a version that was put in force is for ``metric``."""
    known = _PROMISED.get(version_id)
    if known is None:
        if len(_PROMISED) >= KEPT_AT_MOST:
            _PROMISED.clear()
        rows = Target.objects.filter(version_id=version_id).values_list("metric", flat=True)
        known = _PROMISED[version_id] = frozenset(rows)
    return metric in known


def owned(change: StageChange, *, version_id: int | None = None) -> None:
    """Start the decision clock of whoever now has the lead; a reassignment keeps it running.

    ``version_id`` is the version that the lead was handed over under, where it is known: most
    claims then cost no query here.
    """
    if version_id is not None and not promises(version_id, Metric.DECISION):
        return
    if change.move == Move.REASSIGN:
        voiding.end_metrics(change=change, metrics=[Metric.OWNER_TOUCH])
        _start(change, Metric.OWNER_TOUCH)
    else:
        _start(change, Metric.DECISION)


def given_back(change: StageChange) -> None:
    """End what only an owner owes: nobody has the lead any more."""
    voiding.end_metrics(change=change, metrics=[Metric.DECISION, Metric.OWNER_TOUCH])
    _no_longer_matters(change, [Metric.DECISION, Metric.OWNER_TOUCH])


def decided(change: StageChange) -> None:
    """Stop the decision clock: qualified, rejected or disqualified, whichever came first.

    Who is qualified need not be tried again: the attempts that are left fall away. The other
    decisions end the hand-off, and they with it.
    """
    clock = _clocks(change, Metric.DECISION).last()
    if clock is not None and clock.stopped_at is None:
        answering.judge(change=change, metric=Metric.DECISION, answered_at=change.at)
    if change.move == Move.QUALIFY and _clocks(change, Metric.ATTEMPT).exists():
        _judge_attempts(change, _touches(change))
    _no_longer_matters(change, [Metric.DECISION, Metric.ATTEMPT])


def rejected(change: StageChange) -> None:
    """Start marketing's clock to answer a rejection."""
    _start(change, Metric.ANSWER)


def answered(change: StageChange) -> None:
    """Stop marketing's clock: the rejection was answered."""
    answering.judge(change=change, metric=Metric.ANSWER, answered_at=change.at)
    _no_longer_matters(change, [Metric.ANSWER])


def start_again(*, missing: ClockException, at: datetime) -> None:
    """Start at ``at``, from its true beginning, the clock of a promise that could not run.

    It is begun by the move that began it then, with the calendar of then, or of ``at`` where that
    cannot serve; touches and pauses of meanwhile count. It stays on the list if it cannot run yet.
    """
    moves = _BEGUN_BY.get(missing.metric, (Move.TOUCH,))
    rows = StageChange.objects.filter(handoff_id=missing.handoff_id, move__in=moves)
    change = rows.order_by("id").last()
    if change is None:
        return
    known = set(_clocks(change, missing.metric).values_list("pk", flat=True))
    if missing.metric != Metric.ATTEMPT:
        _start(change, missing.metric, calendars_at=at)
    elif not known:
        _start_attempts(change, calendars_at=at)
    for clock in _clocks(change, missing.metric).exclude(pk__in=known):
        pausing.join_late(clock, at)
    judge = {Metric.OWNER_TOUCH: _judge_owner, Metric.ATTEMPT: _judge_attempts}
    touch = StageChange.objects.filter(handoff_id=missing.handoff_id, move=Move.TOUCH).last()
    if missing.metric in judge and touch is not None:
        judge[Metric(missing.metric)](touch, _touches(touch))


def _no_longer_matters(change: StageChange, metrics: Sequence[str]) -> None:
    """Take what has been answered, or is owed by nobody any more, off the list of exceptions."""
    rows = ClockException.objects.filter(
        handoff_id=change.its_handoff_id, metric__in=metrics, resolved_at__isnull=True
    )
    rows.update(resolved_at=change.recorded_at)


def touched(change: StageChange) -> None:
    """Judge the new owner's touch and the attempts, by all touches there are."""
    touches = _touches(change)
    _judge_owner(change, touches)
    _judge_attempts(change, touches)


def _touches(change: StageChange) -> list[Touch]:
    """Return the touches of the hand-off that count, in the order in which they happened."""
    rows = Touch.objects.filter(handoff_id=change.its_handoff_id)
    return list(rows.order_by("occurred_at", "id"))


def _judge_owner(change: StageChange, touches: list[Touch]) -> None:
    """Answer the clock of each new owner by their own earliest touch while the lead was theirs."""
    clocks = list(_clocks(change, Metric.OWNER_TOUCH))
    ending = answering.ending_of(change.its_handoff_id) if clocks else Ending()
    if ending.is_foreign or not clocks:
        return
    stints = _stints(change.its_handoff_id)
    for clock in clocks:
        owner_id, left_at = stints[clock.seq - 1]
        ended_at = left_at or ending.closed_at
        theirs = (
            touch.occurred_at
            for touch in touches
            if touch.by_id == owner_id
            and clock.started_at <= touch.occurred_at <= (ended_at or touch.occurred_at)
            and (touch.outcome == TouchOutcome.REACHED or not clock.target.needs_conversation)
        )
        answering.bring(
            clock=clock, answered_at=next(theirs, None), ended_at=ended_at, change=change
        )


def _stints(handoff_id: int) -> list[tuple[int | None, datetime | None]]:
    """Return who was given the lead by each reassignment, and when it left them again, if ever."""
    leaves = (Move.REASSIGN, Move.RELEASE, Move.UNDO_CLAIM)
    rows = StageChange.objects.filter(handoff_id=handoff_id, move__in=leaves).order_by("id")
    moves = list(rows.values_list("move", "given_to_id", "at"))
    ends = [*(at for _move, _given_to, at in moves[1:]), None]
    return [
        (given_to, end)
        for (move, given_to, _at), end in zip(moves, ends, strict=True)
        if move == Move.REASSIGN
    ]


def _judge_attempts(change: StageChange, touches: list[Touch]) -> None:
    """Answer the clock of each attempt by its touch; a lead that was reached owes no more.

    The second attempt is the second touch in the order in which they happened, whenever it was
    logged. Once the lead is qualified, or its hand-off closed, no more is owed either, and later
    touches answer nothing. Nor are there attempts after a first touch that reached the lead, or
    never was. They run from the claim of who made the first touch.
    """
    clocks = list(_clocks(change, Metric.ATTEMPT))
    if not clocks and (not touches or _has_reached(touches[0])):
        return
    ending = answering.ending_of(change.its_handoff_id)
    if ending.is_foreign:
        return
    decided_at = min(filter(None, (ending.qualified_at, ending.closed_at)), default=None)
    tries = [each for each in touches if decided_at is None or each.occurred_at <= decided_at]
    place = next((place for place, touch in enumerate(tries) if _has_reached(touch)), None)
    are_owed = bool(tries) and place != 0
    if not clocks and are_owed:
        clocks = list(_start_attempts(change).values())
    start = _taken_at(tries[0]) if clocks and are_owed else None
    owed = tries if place is None else tries[: place + 1]
    ended_at = decided_at if place is None else tries[place].occurred_at
    for clock in clocks:
        if start is not None and clock.started_at != start:
            answering.begin_anew(clock=clock, started_at=start, change=change)
        is_made = len(owed) >= clock.seq
        answering.bring(
            clock=clock,
            answered_at=owed[clock.seq - 1].occurred_at if is_made else None,
            ended_at=ended_at if are_owed else clock.started_at,
            change=change,
        )


def _taken_at(first: Touch) -> datetime | None:
    """Return when the lead was taken by who had it at the first touch, or at first of all.

    A claim that was undone was none; None when there is no other.
    """
    takes = (Move.CLAIM, Move.ASSIGN, Move.UNDO_CLAIM)
    rows = StageChange.objects.filter(handoff_id=first.handoff_id, move__in=takes).order_by("id")
    taken: list[datetime] = []
    for move, at in rows.values_list("move", "at"):
        if move != Move.UNDO_CLAIM:
            taken.append(at)
        elif taken:
            taken.pop()
    return max((at for at in taken if at <= first.occurred_at), default=min(taken, default=None))


def _has_reached(touch: Touch) -> bool:
    return touch.outcome == TouchOutcome.REACHED


def _start_attempts(
    change: StageChange, *, calendars_at: datetime | None = None
) -> dict[int, Clock]:
    """Start a clock for each attempt after the first, from the claim, in even steps of the time."""
    found = _target(change, Metric.ATTEMPT)
    if found is None:
        return {}
    handoff, target = found
    total = target.attempts or 0
    return {
        seq: clock
        for seq in range(2, total + 1)
        if (
            clock := begin(
                handoff=handoff,
                metric=Metric.ATTEMPT,
                target=target,
                started_at=handoff.claimed_at or change.at,
                change=change,
                seq=seq,
                seconds=-(-target.seconds * seq // total),
                calendars_at=calendars_at,
            )
        )
    }


def _start(change: StageChange, metric: str, *, calendars_at: datetime | None = None) -> None:
    """Start the clock of ``metric`` at the change, unless one runs already or nothing is agreed."""
    found = _target(change, metric)
    if found is None:
        return
    handoff, target = found
    # Its place among the moves that begin one, so that two in the same second are told apart.
    seq = StageChange.objects.filter(
        handoff_id=change.its_handoff_id, move__in=_BEGUN_BY[metric], pk__lte=change.pk
    ).count()
    last = _clocks(change, metric).last()
    if last is not None and last.seq >= seq:
        return  # followed already
    if last is not None and last.stopped_at is None and last.voided_at is None:
        return  # it runs
    begin(
        handoff=handoff,
        metric=metric,
        target=target,
        started_at=change.at,
        change=change,
        seq=seq,
        calendars_at=calendars_at,
    )


def _target(change: StageChange, metric: str) -> tuple[Handoff, Target] | None:
    """Return the hand-off and the target of ``metric`` that its version sets for it, if any."""
    version_id = (
        Clock.objects.filter(handoff_id=change.its_handoff_id)
        .order_by("-version__number")
        .values_list("version_id", flat=True)
        .first()
    )
    if version_id is not None and not promises(version_id, metric):
        return None
    handoff = Handoff.objects.get(pk=change.its_handoff_id)
    target = first_match(_targets(handoff, version_id), metric, handoff)
    return None if target is None else (handoff, target)


def _targets(handoff: Handoff, version_id: int | None) -> list[Target]:
    """Return the targets of the version that the hand-off's clocks run under, in order.

    One that took its open clocks over holds for what begins later too.
    """
    if version_id is not None:
        rows = Target.objects.filter(version_id=version_id)
        return list(rows.order_by("position", "id"))
    agreed = agreed_at(handoff.handed_at)
    return agreed.targets if agreed else []


def _clocks(change: StageChange, metric: str) -> QuerySet[Clock, Clock]:
    rows = Clock.objects.filter(handoff_id=change.its_handoff_id, metric=metric)
    return rows.select_related("target").order_by("seq")
