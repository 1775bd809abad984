"""What stories are told with: a desk with hours and promises, and what a clock shows at an instant.

Each story says what happened when, and what must be seen; every instant is reckoned by hand.
"""

from datetime import UTC, datetime
from typing import Any

from leads.models import Handoff
from sla import pausing
from sla.models import AgreementVersion, Calendar, CalendarVersion, Metric, Pause, Target
from sla.reading import read_clock
from teams.models import User
from tests.cast import LONG_AGO, WEEKDAYS, a_target, an_agreement, clock_of, fresh

CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH
ATTEMPT, DECISION = Metric.ATTEMPT, Metric.DECISION
OWNER, ANSWER = Metric.OWNER_TOUCH, Metric.ANSWER
EVERY_DAY = (*WEEKDAYS, "sat", "sun")
OFFICE = {key: [["09:00", "17:00"]] for key in WEEKDAYS}
ALWAYS = {key: [["00:00", "24:00"]] for key in EVERY_DAY}
HOUR = 60
Shown = tuple[str, datetime | None, int, int, int]


def on(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return an instant of November 2026 in UTC; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


def hours(
    week: dict[str, Any] | None = None,
    *,
    tz: str = "UTC",
    holidays: tuple[str, ...] = (),
    overrides: dict[str, Any] | None = None,
) -> Calendar:
    """Return a calendar with these hours, by default weekdays from 9 to 17."""
    calendar = Calendar.objects.create(name=f"Hours {Calendar.objects.count()}")
    CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        time_zone=tz,
        week=OFFICE if week is None else week,
        holidays=dict.fromkeys(holidays, "Closed"),
        overrides=overrides or {},
        created_at=LONG_AGO,
    )
    return calendar


def a_desk(calendar: Calendar | None, **minutes: int) -> AgreementVersion:
    """Return an agreement whose targets, by their metric, count on ``calendar`` (None: always).

    A claim and a first touch that are not named are promised within 30 and 60 minutes.
    """
    version = an_agreement()
    Target.objects.filter(version=version).delete()
    for metric, promised in ({"claim": 30, "first_touch": 60} | minutes).items():
        attempts = {"attempts": 3} if metric == ATTEMPT else {}
        a_target(version, metric, promised, calendar=calendar, **attempts)
    return version


def shown(handoff: Handoff, metric: str, at: datetime) -> Shown:
    """Return (state, due instant, elapsed, remaining, overdue) of a clock, in whole minutes.

    What is not a whole number of minutes fails: seconds are read by ``in_seconds``.
    """
    state, due_at, *seconds = in_seconds(handoff, metric, at)
    assert not any(each % 60 for each in seconds), seconds
    elapsed, remaining, overdue = (each // 60 for each in seconds)
    return state, due_at, elapsed, remaining, overdue


def in_seconds(handoff: Handoff, metric: str, at: datetime) -> Shown:
    """Return (state, due instant, elapsed, remaining, overdue) of a clock, in seconds."""
    read = read_clock(clock=clock_of(handoff, metric), at=at)
    return (
        read.state.value,
        read.due_at,
        read.elapsed_seconds,
        read.remaining_seconds,
        read.overdue_seconds,
    )


def paused(
    handoff: Handoff, by: User, at: datetime, until: datetime, reason: str = "lead_asked"
) -> Pause:
    """Pause ``handoff`` through the verb."""
    return pausing.pause(handoff=fresh(handoff), reason=reason, until_at=until, at=at, by=by)


def resumed(handoff: Handoff, by: User, at: datetime) -> Pause:
    """Let ``handoff`` run on through the verb."""
    return pausing.resume(handoff=fresh(handoff), at=at, by=by)
