"""Starts clocks: at the hand-off, and again after a release."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from leads.models import Handoff, StageChange
from sla import ladder, pausing, recalculating
from sla.agreed import Agreed, agreed_at, calendar_of, text_at
from sla.deadlines import Schedule, schedule
from sla.matching import first_match
from sla.models import (
    AT_HAND_OFF,
    CalendarVersion,
    Clock,
    ClockEvent,
    ClockException,
    EventKind,
    Metric,
    Target,
)
from sla.worktime import CalendarError

Cause = ClockException.Cause


def start(*, changes: Sequence[StageChange], calendars_at: datetime | None = None) -> None:
    """Start every promised clock of newly handed over leads, in sets.

    A hand-off that cannot have a clock stands all the same, and is put on the list of exceptions.
    Once its calendar has been corrected, it is started with the text of ``calendars_at``.
    """
    handoffs = {row.pk: row for row in _handoffs(changes)}
    known = set(
        Clock.objects.filter(handoff__in=handoffs, seq=1).values_list("handoff_id", "metric")
    )
    agreed: dict[datetime, Agreed | None] = {}
    clocks: list[Clock] = []
    exceptions: list[ClockException] = []
    for handoff in handoffs.values():
        at = handoff.handed_at
        if at not in agreed:
            agreed[at] = agreed_at(at, calendars_at=calendars_at)
        for metric in AT_HAND_OFF:
            if (handoff.pk, metric) not in known:
                made = promise(handoff, metric, agreed[at])
                (clocks if isinstance(made, Clock) else exceptions).append(made)  # type: ignore[arg-type]
    _write(clocks, exceptions, by_handoff={change.handoff_id: change for change in changes})


def start_next_claim(*, change: StageChange) -> None:
    """Start the claim clock of a released hand-off anew, under the promise it had before.

    One that cannot run any more, or never could, stands on the list of exceptions again.
    """
    last = (
        Clock.objects.filter(handoff_id=change.its_handoff_id, metric=Metric.CLAIM)
        .select_related("target", "calendar_version")
        .order_by("-seq")
        .first()
    )
    if last is None:
        stand_again(change=change)
        return
    if last.stopped_at is None:
        return  # followed already
    text = recalculating.text_of(last)
    try:
        plan = schedule(
            calendar_of(text),
            change.at,
            last.target_seconds,
            last.target.warn_percents,
        )
    except CalendarError:
        _except(last.handoff_id, last.metric, last.target, Cause.NO_OPEN_TIME, change.at)
        return
    clock = _clock(
        last.handoff_id,
        Metric.CLAIM,
        last.seq + 1,
        last.target,
        text,
        plan,
        last.target_seconds,
    )
    clock.save(force_insert=True)
    _started([clock], change.recorded_at, {change.handoff_id: change})
    pausing.join(clock, change.at)


def begin(
    *,
    handoff: Handoff,
    metric: str,
    target: Target,
    started_at: datetime,
    change: StageChange,
    seq: int,
    seconds: int | None = None,
    calendars_at: datetime | None = None,
) -> Clock | None:
    """Start one clock of ``target`` at ``started_at``; None when its calendar cannot serve it.

    ``seconds`` where it is a part of the target's time. What cannot run stands on the list of
    exceptions; once its calendar has been corrected, it is started with the text of
    ``calendars_at`` where that of the change still cannot serve.
    """
    promised = target.seconds if seconds is None else seconds
    found = _planned(target, change.at, started_at, promised)
    if not isinstance(found, tuple) and calendars_at is not None:
        found = _planned(target, calendars_at, started_at, promised)
    if not isinstance(found, tuple):
        _except(handoff.pk, metric, target, found, started_at)
        return None
    text, plan = found
    clock = _clock(handoff.pk, metric, seq, target, text, plan, promised)
    clock.save(force_insert=True)
    _started([clock], change.recorded_at, {change.handoff_id: change})
    pausing.join(clock, change.at)
    return clock


def _planned(
    target: Target, at: datetime, started_at: datetime, seconds: int
) -> tuple[CalendarVersion | None, Schedule] | str:
    """Return the calendar's text of ``at`` with the plan on it, or the cause why there is none."""
    text = text_at(target, at) if target.is_business_time else None
    if target.is_business_time and text is None:
        return Cause.NO_CALENDAR
    try:
        return text, schedule(calendar_of(text), started_at, seconds, target.warn_percents)
    except CalendarError:
        return Cause.NO_OPEN_TIME


def stand_again(*, change: StageChange) -> None:
    """Put a hand-off that waits in the queue again, and has no clock, back on the list."""
    rows = ClockException.objects.filter(handoff_id=change.its_handoff_id, metric=Metric.CLAIM)
    if not Clock.objects.filter(handoff_id=change.its_handoff_id, metric=Metric.CLAIM).exists():
        rows.update(resolved_at=None)


def _except(handoff_id: int, metric: str, target: Target, cause: str, at: datetime) -> None:
    ClockException.objects.update_or_create(
        handoff_id=handoff_id,
        metric=metric,
        defaults={"cause": cause, "target": target, "at": at, "resolved_at": None},
    )


def _handoffs(changes: Sequence[StageChange]) -> QuerySet[Handoff, Handoff]:
    return Handoff.objects.filter(pk__in=[change.its_handoff_id for change in changes]).order_by(
        "pk"
    )


def promise(handoff: Handoff, metric: str, agreed: Agreed | None) -> Clock | ClockException:
    """Return the clock of ``metric``, or why there can be none."""

    def none(cause: str, target: Target | None = None) -> ClockException:
        return ClockException(
            handoff=handoff, metric=metric, cause=cause, target=target, at=handoff.handed_at
        )

    if agreed is None:
        return none(Cause.NO_AGREEMENT)
    target = first_match(agreed.targets, metric, handoff)
    if target is None:
        return none(Cause.NO_TARGET)
    text = agreed.calendars.get(target.calendar_id or 0) if target.is_business_time else None
    if target.is_business_time and text is None:
        return none(Cause.NO_CALENDAR, target)
    try:
        plan = schedule(calendar_of(text), handoff.handed_at, target.seconds, target.warn_percents)
    except CalendarError:
        return none(Cause.NO_OPEN_TIME, target)
    return _clock(handoff.pk, metric, 1, target, text, plan, target.seconds)


def _clock(
    handoff_id: int,
    metric: str,
    seq: int,
    target: Target,
    text: CalendarVersion | None,
    plan: Schedule,
    seconds: int,
) -> Clock:
    clock = Clock(
        handoff_id=handoff_id,
        metric=metric,
        seq=seq,
        version_id=target.version_id,
        target=target,
        calendar_version=text,
        target_seconds=seconds,
        started_at=plan.started_at,
        warn_at=plan.warn_at,
        rewarn_ats=list(plan.rewarn_ats),
        due_at=plan.due_at,
    )
    ladder.put_up(clock)
    return clock


def _write(
    clocks: list[Clock],
    exceptions: list[ClockException],
    by_handoff: dict[int | None, StageChange],
) -> None:
    Clock.objects.bulk_create(clocks)
    ClockException.objects.bulk_create(exceptions, ignore_conflicts=True)
    if clocks:
        _started(clocks, None, by_handoff)


def _started(
    clocks: list[Clock], recorded_at: datetime | None, by_handoff: dict[int | None, StageChange]
) -> None:
    ClockEvent.objects.bulk_create(
        ClockEvent(
            clock=clock,
            kind=EventKind.STARTED,
            at=clock.started_at,
            recorded_at=recorded_at or by_handoff[clock.handoff_id].recorded_at,
            by_id=by_handoff[clock.handoff_id].by_id,
            cause=by_handoff[clock.handoff_id].move,
        )
        for clock in clocks
    )
