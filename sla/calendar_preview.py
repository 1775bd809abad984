"""The days ahead as a calendar has them: what a person looks at before saving it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sla.models import CalendarVersion
from sla.worktime import WorkCalendar

PREVIEW_DAYS = 14


@dataclass(frozen=True)
class Day:
    """One local date: its windows, the holiday's name or "", whether its hours are its own."""

    on: date
    windows: tuple[tuple[str, str], ...]
    holiday: str
    is_holiday: bool
    is_override: bool
    open_seconds: int


def days_ahead(calendar: WorkCalendar, at: datetime, days: int = PREVIEW_DAYS) -> list[Day]:
    """Return ``days`` dates from that of ``at`` in the calendar's zone on."""
    zone = ZoneInfo(calendar.tz)
    first = at.astimezone(zone).date()
    return [_day(calendar, first + timedelta(days=ahead), zone) for ahead in range(days)]


def _day(calendar: WorkCalendar, on: date, zone: ZoneInfo) -> Day:
    start = datetime(on.year, on.month, on.day, tzinfo=zone)
    following = on + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    is_override = on in calendar.overrides
    return Day(
        on=on,
        windows=calendar.windows_on(on),
        holiday=calendar.holidays.get(on, "") if not is_override else "",
        is_holiday=on in calendar.holidays and not is_override,
        is_override=is_override,
        open_seconds=calendar.between(start, end),
    )


def dates_of(version: CalendarVersion) -> dict[str, list[tuple[date, object]]]:
    """Return the version's holidays and overrides with real dates, in order."""
    return {
        "holidays": _dated(version.holidays),
        "overrides": _dated(version.overrides),
    }


def _dated(values: dict[str, object]) -> list[tuple[date, object]]:
    return sorted((date.fromisoformat(day), value) for day, value in values.items())
