"""Reads a clock at an instant: the documented way to its state, due instant and times."""

from copy import copy
from datetime import datetime

from kit.instants import whole_second
from sla.agreed import calendar_by_id, in_force_since, is_first
from sla.deadlines import Reading, read
from sla.models import Clock, ClockEvent, EventKind
from sla.pausing import spans_of
from sla.rematching import seconds_of


def read_clock(*, clock: Clock, at: datetime) -> Reading:
    """Return state, due instant, elapsed, remaining and overdue seconds of ``clock`` at ``at``.

    ``at`` may lie anywhere: before its start nothing has elapsed, and what befell it after ``at``
    is not known yet. Fractions of a second are cut off, as of every answer. Nothing that a sweep
    has written is looked at, so it is right before, during and without one; ``clock`` is expected
    as the database has it. Raises ``NaiveInstant``.
    """
    moment = whole_second(at)
    then = before_versions_after(clock, moment)
    return read(
        then,
        moment,
        calendar=calendar_by_id(text_id_at(then, moment)),
        warn_percents=then.target.warn_percents,
        spans=spans_of(then),
    )


def before_versions_after(clock: Clock, at: datetime) -> Clock:
    """Return ``clock`` under the target it had at ``at``, before versions that took it later.

    No query for a clock that never was taken: its version was in force when it began.
    """
    if not was_taken(clock):
        return clock
    later = ClockEvent.objects.filter(clock=clock, kind=EventKind.REMATCHED, at__gt=at)
    first = later.select_related("old_target").order_by("at", "id").first()
    if first is None or first.old_target is None:
        return clock
    then = copy(clock)
    then.target, then.version_id = first.old_target, first.old_target.version_id
    then.target_seconds = seconds_of(first.old_target, clock)
    then.calendar_version_id = first.old_calendar_version_id
    return then


def was_taken(clock: Clock) -> bool:
    """Return whether a version that took effect later has taken ``clock``; no query as a rule."""
    since = in_force_since(clock.version_id)
    return since is not None and since > clock.started_at


def text_id_at(clock: Clock, at: datetime) -> int | None:
    """Return the calendar's version that ``clock`` ran on at ``at``, None for calendar time.

    A change for open clocks too holds from the instant on at which it was made so, be that when the
    version was added or later. No query for a calendar's first text, which no clock is moved to.
    """
    if clock.calendar_version_id is None:
        return None
    if is_first(clock.calendar_version_id) and not was_taken(clock):
        return clock.calendar_version_id
    later = ClockEvent.objects.filter(
        clock=clock,
        kind=EventKind.MOVED,
        at__gt=at,
        old_calendar_version__calendar__versions=clock.calendar_version_id,
    )
    first = later.order_by("at", "id").values_list("old_calendar_version", flat=True).first()
    return first or clock.calendar_version_id
