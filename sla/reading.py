"""Reads a clock at an instant: the documented way to its state, due instant and times."""

from datetime import datetime

from sla.agreed import calendar_by_id
from sla.deadlines import Reading, read
from sla.models import Clock
from sla.pausing import spans_of


def read_clock(*, clock: Clock, at: datetime) -> Reading:
    """Return state, due instant, elapsed, remaining and overdue seconds of ``clock`` at ``at``.

    ``at`` may lie anywhere: before its start nothing has elapsed, and what befell it after ``at``
    is not known yet. Nothing that a sweep has written is looked at, so it is right before, during
    and without one.
    """
    return read(
        clock,
        at,
        calendar=calendar_by_id(clock.calendar_version_id),
        warn_percents=clock.target.warn_percents,
        spans=spans_of(clock),
    )
