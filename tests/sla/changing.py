"""A clinic whose calendar changes: it works on weekdays from 9 to 17 UTC."""

from datetime import UTC, datetime

from sla import calendars, recalculating
from sla.calendars import CalendarText
from sla.models import Calendar, ClockEvent, EventKind, Metric, Recalculation
from tests.cast import WEEKDAYS, after

CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH
CHANGED_AT, CARRIED_OUT_AT = after(minutes=5), after(minutes=6)
NINE_TO_FIVE = [["09:00", "17:00"]]


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def text(hours=NINE_TO_FIVE, *, days=WEEKDAYS, holidays=(), overrides=None):
    """Return the clinic's calendar with a change."""
    return CalendarText(
        time_zone="UTC",
        week=dict.fromkeys(days, hours),
        holidays=dict.fromkeys(holidays, "Closed"),
        overrides=overrides or {},
    )


def changed(manager, new, *, at=CHANGED_AT, open_too=True):
    """Change the clinic's calendar through the verb; return the new version."""
    calendar = Calendar.objects.get()
    after_number = calendars.newest_version(calendar).number
    return calendars.add_version(
        calendar=calendar,
        name=calendar.name,
        text=new,
        after=after_number,
        at=at,
        by=manager,
        open_too=open_too,
    )


def carried_out(version, *, at=CARRIED_OUT_AT):
    """Let a worker carry the version's run on as far as it gets."""
    worker = recalculating.Worker(version.recalculation.pk)
    while worker.step(at=at):
        pass
    return Recalculation.objects.get(version=version)


def moves(clock):
    """Return the old and new due instants that were recorded of ``clock``."""
    rows = ClockEvent.objects.filter(clock=clock, kind=EventKind.MOVED).order_by("id")
    return list(rows.values_list("old_due_at", "new_due_at"))
