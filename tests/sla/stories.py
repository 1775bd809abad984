"""What stories are told with: a desk with hours and promises, and what a clock shows at an instant.

Each story says what happened when, and what must be seen; every instant is reckoned by hand.
"""

from datetime import UTC, datetime
from typing import Any

from kit.instants import whole_second
from leads.models import Handoff
from sla import pausing, replaying
from sla.backtest import Replay
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
    check_replay(handoff, metric, at)
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


def check_replay(handoff: Handoff, metric: str, at: datetime) -> None:
    """Hold a replay of the version in force to what a clock shows, once all of it is known."""
    known = [*handoff.changes.values_list("recorded_at", flat=True)]
    if AgreementVersion.objects.count() > 1 or max(known, default=at) > at:
        return
    clock = clock_of(handoff, metric)
    read = read_clock(clock=clock, at=at)
    plan = replaying.plan_of(clock.version, calendars=replaying.THEN, at=at)
    replay = Replay(replaying.version_of(plan), whole_second(at))
    offered = replaying.offered(from_at=handoff.handed_at, until_at=handoff.handed_at, most=99)
    found = next(each for each in offered if each.pk == handoff.pk)
    history = replaying.histories([found], at)[handoff.pk]
    verdicts = {(each.owed.metric, each.owed.seq): each for each in replay.verdicts(history, found)}
    verdict = verdicts.get((metric, clock.seq))
    if verdict is None:  # an attempt that was owed once, and is not any more
        assert (metric, read.state) == (ATTEMPT, "void")
        return
    state = _REPLAYED.get(read.state.value, "running")
    assert (verdict.state, verdict.due_at) == (state, read.due_at)
    assert verdict.spent_seconds == read.elapsed_seconds or state == "broken"


_REPLAYED = {"met": "kept", "breached": "broken", "void": "void"}
