"""What a change of a calendar would do to open clocks, said before it is saved."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median_low
from zoneinfo import ZoneInfo

from kit.instants import whole_second
from sla import open_clocks
from sla.agreed import calendar_of
from sla.calendars import newest_version
from sla.models import Calendar
from sla.worktime import WorkCalendar


@dataclass(frozen=True)
class Effect:
    """How many open clocks would move, and by how much.

    ``earliest``, ``middle`` and ``latest`` are the least, the median and the greatest shift of the
    clocks that move, in calendar seconds, negative for an earlier due instant; 0 when none moves.
    ``breached`` would be broken at once; ``not_today`` are due today and would no longer be;
    ``kept`` find no open time in the new hours and would stay as they are. ``adds_holidays``: the
    change does nothing but close further days.
    """

    open: int
    paused: int
    earlier: int
    later: int
    breached: int
    not_today: int
    kept: int
    earliest: int
    middle: int
    latest: int
    adds_holidays: bool

    @property
    def moved(self) -> int:
        """Return how many due instants would move."""
        return self.earlier + self.later

    @property
    def matters(self) -> bool:
        """Return whether any clock that runs would have another due instant, now or later."""
        return bool(self.moved or self.paused or self.kept)


def effect_of(*, calendar: Calendar, worked: WorkCalendar, at: datetime) -> Effect:
    """Return what ``worked`` as the next version of ``calendar`` would do to clocks open at ``at``.

    Nothing is written.
    """
    moment = whole_second(at)
    rows = open_clocks.read(open_clocks.open_clocks(calendar, moment))
    zone = ZoneInfo(worked.tz)
    today = moment.astimezone(zone).date()
    shifts: list[int] = []
    total = paused = breached = not_today = kept = 0
    for each in open_clocks.reckon(rows, worked):
        total += 1
        was, plan = each.clock.due_at, each.plan
        if plan is None:
            kept += 1
        elif was is None or plan.due_at is None:
            paused += 1
        elif plan.due_at != was:
            shifts.append(int((plan.due_at - was).total_seconds()))
            breached += plan.due_at < moment
            not_today += was.astimezone(zone).date() == today < plan.due_at.astimezone(zone).date()
    return Effect(
        open=total,
        paused=paused,
        earlier=sum(shift < 0 for shift in shifts),
        later=sum(shift > 0 for shift in shifts),
        breached=breached,
        not_today=not_today,
        kept=kept,
        earliest=min(shifts, default=0),
        middle=median_low(shifts) if shifts else 0,
        latest=max(shifts, default=0),
        adds_holidays=adds_holidays(calendar_of(newest_version(calendar)), worked),
    )


def adds_holidays(before: WorkCalendar | None, after: WorkCalendar) -> bool:
    """Return whether ``after`` is ``before`` with further holidays, and nothing else."""
    if before is None:
        return False
    same = (before.tz, before.week, before.overrides) == (after.tz, after.week, after.overrides)
    return same and set(before.holidays) < set(after.holidays)
