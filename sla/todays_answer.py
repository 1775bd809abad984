"""Until when something may begin and still be answered today: the other way round from a due time.

Pure.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sla.calendar_errors import PastHorizon
from sla.worktime import WorkCalendar


def last_moment(calendar: WorkCalendar, seconds: int, at: datetime) -> datetime | None:
    """Return the last instant of today at which ``seconds`` of open time are still left of today.

    Today is the day of ``at`` in the calendar's own zone, and ends with its last closing on that
    day. A promise that begins then falls due at that closing. None where the time is over, or was
    never there: a day off, a promise longer than the day.
    """
    zone = ZoneInfo(calendar.tz)
    today = at.astimezone(zone).date()
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), zone)
    try:
        closing = calendar.previous_close(midnight)
        moment = calendar.subtract(closing, seconds)
    except PastHorizon:
        return None
    if moment.astimezone(zone).date() != today or moment < at:
        return None
    return moment
