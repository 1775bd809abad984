"""What a change of a calendar would do to open clocks, said before it is saved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kit.instants import whole_second
from sla import open_clocks, recalculating
from sla.agreed import calendar_of
from sla.calendars import newest_version
from sla.mass_reckoning import shifts_of
from sla.models import Calendar, CalendarVersion, Clock
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

    Exact, in the same few queries for any number of clocks; nothing is written.
    """
    clocks = open_clocks.open_clocks(calendar, whole_second(at))
    return _effect(clocks, worked, at, calendar_of(newest_version(calendar)))


def effect_of_following(*, version: CalendarVersion, at: datetime) -> Effect:
    """Return what ``version`` would do to the clocks open at ``at`` that run on former ones."""
    worked = calendar_of(version)
    if worked is None:
        raise ValueError("a version is a text")
    return _effect(recalculating.on_former(version, at), worked, at, worked)


def _effect(
    clocks: QuerySet[Clock, Clock],
    worked: WorkCalendar,
    at: datetime,
    before: WorkCalendar | None,
) -> Effect:
    moment = whole_second(at)
    today = moment.astimezone(ZoneInfo(worked.tz)).date()
    shifts = shifts_of(
        clocks,
        worked,
        at=moment,
        today=(_begin(worked, today), _begin(worked, today + timedelta(days=1))),
    )
    return Effect(
        open=shifts.clocks,
        paused=shifts.paused,
        earlier=shifts.earlier,
        later=shifts.later,
        breached=shifts.breached,
        not_today=shifts.not_today,
        kept=shifts.kept,
        earliest=shifts.least,
        middle=shifts.middle,
        latest=shifts.most,
        adds_holidays=adds_holidays(before, worked),
    )


def _begin(worked: WorkCalendar, on: date) -> datetime:
    """Return the first instant of a local date."""
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(worked.tz)).astimezone(UTC)


def adds_holidays(before: WorkCalendar | None, after: WorkCalendar) -> bool:
    """Return whether ``after`` is ``before`` with further holidays, and nothing else."""
    if before is None:
        return False
    same = (before.tz, before.week, before.overrides) == (after.tz, after.week, after.overrides)
    return same and set(before.holidays) < set(after.holidays)
