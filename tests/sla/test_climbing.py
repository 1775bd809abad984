"""What comes next for a clock, and when its steps come: pure numbers."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sla.climbing import in_order, next_check, offset_seconds, step_instants
from sla.pauses import Span
from sla.worktime import WorkCalendar

START = datetime(2026, 11, 16, 12, tzinfo=UTC)


@dataclass
class Step:
    """A step as the ladder reads it."""

    percent: int | None = None
    after_seconds: int | None = None


@dataclass
class Clock:
    """The instants of a clock that its next check follows from."""

    warn_at: datetime | None = None
    warned_at: datetime | None = None
    due_at: datetime | None = None
    breached_at: datetime | None = None
    acknowledged_at: datetime | None = None
    step_ats: list[datetime] = field(default_factory=list)
    rewarn_ats: list[datetime] = field(default_factory=list)
    rewarns_done: int = 0
    steps_done: int = 0


def at(minutes):
    return START + timedelta(minutes=minutes)


def test_a_share_is_rounded_up_to_whole_seconds():
    assert offset_seconds(Step(percent=33), 100) == 33
    assert offset_seconds(Step(percent=33), 101) == 34


def test_time_after_the_breach_is_added_to_the_whole_promise():
    assert offset_seconds(Step(after_seconds=60), 600) == 660


def test_the_order_depends_on_how_long_the_promise_is():
    twice, an_hour_on = Step(percent=200), Step(after_seconds=3600)
    assert in_order([an_hour_on, twice], 600) == [twice, an_hour_on]
    assert in_order([twice, an_hour_on], 86400) == [an_hour_on, twice]


def test_a_pause_takes_time_out():
    found = step_instants(
        [Step(percent=100), Step(percent=50)],
        calendar=None,
        started_at=START,
        target_seconds=3600,
        spans=[Span(at(40), at(60))],
    )
    assert found == [at(30), at(80)]


def test_steps_behind_a_pause_without_an_end_are_left_out():
    found = step_instants(
        [Step(percent=100), Step(percent=50)],
        calendar=None,
        started_at=START,
        target_seconds=3600,
        spans=[Span(at(40))],
    )
    assert found == [at(30)]


def test_a_step_that_no_calendar_reaches_is_left_out():
    one_day = WorkCalendar(tz="UTC", week={}, overrides={date(2026, 11, 16): [("12:00", "14:00")]})
    found = step_instants(
        [Step(percent=100), Step(percent=1000)],
        calendar=one_day,
        started_at=START,
        target_seconds=3600,
    )
    assert found == [at(60)]


def test_next_is_the_earliest_of_warning_breach_and_step():
    clock = Clock(warn_at=at(45), due_at=at(60), step_ats=[at(30), at(90)])
    assert next_check(clock) == at(30)
    clock.steps_done = 1
    assert next_check(clock) == at(45)
    clock.warned_at = at(45)
    assert next_check(clock) == at(60)
    clock.breached_at = at(60)
    assert next_check(clock) == at(90)
    clock.steps_done = 2
    assert next_check(clock) is None


def test_whoever_is_on_it_stops_the_steps_and_nothing_else():
    clock = Clock(warn_at=at(45), due_at=at(60), step_ats=[at(30)], acknowledged_at=at(10))
    assert next_check(clock) == at(45)
