"""Reads a clock at an instant: the documented way to its state, due instant and times."""

from datetime import datetime

from kit.instants import whole_second
from sla.agreed import calendar_by_id, is_first
from sla.deadlines import Reading, read
from sla.models import Clock, ClockEvent, EventKind
from sla.pausing import spans_of


def read_clock(*, clock: Clock, at: datetime) -> Reading:
    """Return state, due instant, elapsed, remaining and overdue seconds of ``clock`` at ``at``.

    ``at`` may lie anywhere: before its start nothing has elapsed, and what befell it after ``at``
    is not known yet. Fractions of a second are cut off, as of every answer. Nothing that a sweep
    has written is looked at, so it is right before, during and without one; ``clock`` is expected
    as the database has it. Raises ``NaiveInstant``.
    """
    moment = whole_second(at)
    return read(
        clock,
        moment,
        calendar=calendar_by_id(text_id_at(clock, moment)),
        warn_percents=clock.target.warn_percents,
        spans=spans_of(clock),
    )


def text_id_at(clock: Clock, at: datetime) -> int | None:
    """Return the calendar's version that ``clock`` ran on at ``at``, None for calendar time.

    A change for open clocks too holds from the instant on at which it was made so, be that when the
    version was added or later. No query for a calendar's first text, which no clock is moved to.
    """
    if clock.calendar_version_id is None or is_first(clock.calendar_version_id):
        return clock.calendar_version_id
    later = ClockEvent.objects.filter(clock=clock, kind=EventKind.MOVED, at__gt=at)
    first = later.order_by("at", "id").values_list("old_calendar_version", flat=True).first()
    return first or clock.calendar_version_id
