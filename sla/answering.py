"""Stops clocks by what answered them, judged by when it happened; undoes a verdict visibly."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, Min, OuterRef

from leads.models import Handoff, StageChange, Touch, TouchOutcome
from leads.stages import Move
from sla import excusing, pausing, recalculating, voiding
from sla.agreed import calendar_by_id
from sla.climbing import next_check
from sla.deadlines import elapsed
from sla.flagging import flag
from sla.models import Breach, Clock, ClockEvent, ClockState, EventKind, Metric


def stop_claim(*, change: StageChange) -> int | None:
    """Stop the running claim clock at the instant of the claim.

    A claim in time, as most are, takes two statements; a late one, or one that a sweep with
    another machine's clock has flagged already, goes the way of every answer. A missing claim
    clock no longer matters either way. Returns the version that its clock ran under, if one did.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING_CLAIM, [change.handoff_id])
        row = cursor.fetchone()
        is_plain, raw, business, version_id = False, 0, 0, None
        if row is not None:
            started_at, due_at, breached_at, calendar_id, pause_count, version_id = row
            is_plain = breached_at is None and not pause_count and change.at <= due_at
            raw, business = elapsed(calendar_by_id(calendar_id), started_at, change.at)
        cursor.execute(
            _STOP_CLAIM,
            {
                "handoff": change.handoff_id,
                "at": change.at,
                "recorded_at": change.recorded_at,
                "by": change.by_id,
                "move": change.move,
                "raw": raw,
                "business": business,
            },
        )
    if row is not None and not is_plain:
        clock = _latest(change, Metric.CLAIM)
        if clock is not None:
            _judge(clock, change.at, change)
    return version_id


_RUNNING_CLAIM = """
SELECT started_at, due_at, breached_at, calendar_version_id, pause_count, version_id
  FROM sla_clock
 WHERE handoff_id = %s AND metric = 'claim' AND stopped_at IS NULL AND voided_at IS NULL
   FOR UPDATE
"""
_STOP_CLAIM = """
WITH met AS (
    UPDATE sla_clock
       SET state = 'met', stopped_at = %(at)s, next_check_at = NULL,
           raw_seconds = %(raw)s, business_seconds = %(business)s
     WHERE handoff_id = %(handoff)s AND metric = 'claim' AND stopped_at IS NULL
       AND voided_at IS NULL AND breached_at IS NULL AND due_at >= %(at)s AND pause_count = 0
    RETURNING id, revision
), resolved AS (
    UPDATE sla_clockexception SET resolved_at = %(recorded_at)s
     WHERE handoff_id = %(handoff)s AND metric = 'claim' AND resolved_at IS NULL
)
INSERT INTO sla_clockevent (clock_id, kind, step, revision, at, recorded_at, by_id, cause)
SELECT id, 'met', 0, revision, %(at)s, %(recorded_at)s, %(by)s, %(move)s FROM met
"""


def judge_first_touch(*, change: StageChange) -> None:
    """Judge the response clock by the earliest touch that counts, in whatever order they came.

    A touch logged late but dated in time undoes a breach: visibly, as an event, with the breach's
    record kept and marked as withdrawn. A clock whose only touch was struck out runs again, or has
    fallen away with its hand-off; one that fell away is answered by a touch that says so now.
    """
    clock = _latest(change, Metric.FIRST_TOUCH)
    if clock is None:
        return
    touches = Touch.objects.filter(handoff_id=change.its_handoff_id)
    if clock.target.needs_conversation:
        touches = touches.filter(outcome=TouchOutcome.REACHED)
    first = touches.aggregate(first=Min("occurred_at"))["first"]
    if first is not None and first == clock.stopped_at:
        return
    has_ended = clock.voided_at is not None or (first is None and clock.stopped_at is not None)
    ending = ending_of(clock.handoff_id) if has_ended else Ending()
    if not ending.is_foreign:
        bring(clock=clock, answered_at=first, ended_at=ending.closed_at, change=change)


@dataclass(frozen=True)
class Ending:
    """How a hand-off ended: since when its lead is qualified, when it closed, whether elsewhere.

    What closed elsewhere, by an outcome that another system knew, has no promises left to judge.
    """

    qualified_at: datetime | None = None
    closed_at: datetime | None = None
    is_foreign: bool = False


def ending_of(handoff_id: int) -> Ending:
    """Return how the hand-off ended, if it has; one query."""
    foreign = StageChange.objects.filter(handoff=OuterRef("pk"), move=Move.IMPORT_OUTCOME)
    rows = Handoff.objects.filter(pk=handoff_id).annotate(is_foreign=Exists(foreign))
    return Ending(*rows.values_list("qualified_at", "closed_at", "is_foreign").get())


def judge(*, change: StageChange, metric: str, answered_at: datetime) -> None:
    """Judge the hand-off's latest clock of ``metric`` by an answer at ``answered_at``, if any."""
    clock = _latest(change, metric)
    if clock is not None and clock.voided_at is None and clock.stopped_at != answered_at:
        _judge(clock, answered_at, change)


def bring(
    *, clock: Clock, answered_at: datetime | None, ended_at: datetime | None, change: StageChange
) -> None:
    """Bring ``clock`` to what is known now, whatever it was brought to before.

    It was answered at ``answered_at``; or else nothing is owed since ``ended_at``; or else it runs.
    What ended it and no longer holds is undone visibly: the clock runs again first.
    """
    if answered_at is not None:
        if clock.voided_at is not None:
            _reopen(clock, change)
        if clock.stopped_at != answered_at:
            _judge(clock, answered_at, change)
        return
    if clock.stopped_at is not None or clock.voided_at not in {None, ended_at}:
        _reopen(clock, change)
    if ended_at is not None and clock.voided_at is None:
        voiding.end_clock(clock=clock, at=ended_at, change=change)


def begin_anew(*, clock: Clock, started_at: datetime, change: StageChange) -> None:
    """Let ``clock`` run from ``started_at``, where it would have begun had all been known then.

    What it showed is undone, visibly; it is judged anew by whoever calls.
    """
    if clock.breached_at is not None:
        voiding.withdraw(clock, change)
    clock.started_at, clock.warned_at, clock.rewarns_done = started_at, None, 0
    _reopen(clock, change)


def reopen_claim(*, change: StageChange) -> None:
    """Let the claim clock run on as if the claim that stopped it had not been."""
    clock = _latest(change, Metric.CLAIM)
    if clock is not None and clock.stopped_at is not None:
        _reopen(clock, change)


def _reopen(clock: Clock, change: StageChange) -> None:
    clock.stopped_at = clock.voided_at = clock.raw_seconds = clock.business_seconds = None
    clock.revision += 1
    if clock.breached_at is None:
        pausing.catch_up(clock)
        pausing.run_on(clock)
        recalculating.renew(clock=clock, at=change.recorded_at)
    else:
        clock.state = ClockState.BREACHED
        clock.next_check_at = next_check(clock)
    _save(clock)
    _event(clock, EventKind.REOPENED, change.at, change)


def _latest(change: StageChange, metric: str) -> Clock | None:
    """Return the hand-off's clock of ``metric``, its row locked."""
    return (
        Clock.objects.filter(handoff_id=change.its_handoff_id, metric=metric)
        .select_related("target")  # a joined calendar would be lost where the lock finds it changed
        .select_for_update(of=("self",))
        .order_by("-seq")
        .first()
    )


def _judge(clock: Clock, at: datetime, change: StageChange) -> None:
    """Answer ``clock`` at ``at``, undoing a verdict that this answer overtakes or corrects."""
    if clock.stopped_at is not None and at > clock.stopped_at:
        _reopen(clock, change)  # what answered it before does not any more
    if clock.state == ClockState.PAUSED:
        pausing.end_overdue(handoff_id=clock.handoff_id, at=change.recorded_at)
        clock.refresh_from_db(fields=pausing.FIELDS)
    pausing.settle(clock, at)
    is_in_time = at <= must_be_due(clock)
    if clock.stopped_at is not None or (clock.breached_at is not None and is_in_time):
        _withdraw(clock, at, change)
    _answer(clock, at, change)


def _answer(clock: Clock, at: datetime, change: StageChange) -> None:
    """Stop ``clock`` at ``at``; in time means at the due instant at the latest."""
    due_at = must_be_due(clock)
    is_late = at > due_at
    if is_late and clock.breached_at is None:
        _flag_breach(clock, change)
    clock.stopped_at = at
    # A pause after the due instant was one of the hand-off's other clocks.
    spans = [span for span in pausing.spans_of(clock) if span.start < due_at]
    clock.raw_seconds, clock.business_seconds = elapsed(
        calendar_by_id(clock.calendar_version_id), clock.started_at, at, spans
    )
    clock.next_check_at = None
    clock.state = ClockState.BREACHED if is_late else ClockState.MET
    _save(clock)
    _event(clock, EventKind.ANSWERED_LATE if is_late else EventKind.MET, at, change)


def must_be_due(clock: Clock) -> datetime:
    """Return the due instant of a clock that is not paused. ``ValueError`` for one that is."""
    if clock.due_at is None:
        raise ValueError(f"{clock} is paused")
    return clock.due_at


def _flag_breach(clock: Clock, change: StageChange) -> None:
    """Record a breach that no sweep has noticed yet, by the sweep's own statement."""
    if clock.next_check_at is None:  # whatever the row shows, it is overdue and unanswered
        Clock.objects.filter(pk=clock.pk).update(
            next_check_at=clock.due_at,
            due_at=clock.due_at,
            state=ClockState.ON_TRACK,
            stopped_at=None,
            voided_at=None,
            revision=clock.revision,
        )
    flag(clock_ids=[clock.pk], at=max(change.recorded_at, change.at))
    fresh = Clock.objects.get(pk=clock.pk)
    clock.breached_at, clock.warned_at = fresh.breached_at, fresh.warned_at
    clock.rewarns_done = fresh.rewarns_done


def _withdraw(clock: Clock, first: datetime, change: StageChange) -> None:
    """Undo the verdict that an earlier touch has overtaken, as a new revision of the clock."""
    clock.revision += 1
    if clock.breached_at is not None and first <= must_be_due(clock):
        clock.breached_at = None
        Breach.objects.filter(clock=clock, withdrawn_at__isnull=True).update(
            withdrawn_at=change.recorded_at
        )
        excusing.lapse(clock_id=clock.pk, at=change.recorded_at)
        _event(clock, EventKind.BREACH_WITHDRAWN, first, change)


def _save(clock: Clock) -> None:
    clock.save(
        update_fields=[
            "state",
            "started_at",
            "calendar_version",
            "due_at",
            "warn_at",
            "rewarn_ats",
            "rewarns_done",
            "next_check_at",
            "step_ats",
            "breached_at",
            "warned_at",
            "stopped_at",
            "voided_at",
            "raw_seconds",
            "business_seconds",
            "revision",
            "pause_count",
        ]
    )


def _event(clock: Clock, kind: str, at: datetime, change: StageChange) -> None:
    ClockEvent(
        clock=clock,
        kind=kind,
        revision=clock.revision,
        at=at,
        recorded_at=change.recorded_at,
        by_id=change.by_id,
        cause=change.move,
    ).save(force_insert=True)
