"""The ladder of a clock: when each of its steps comes, and what comes next. Pure; no Django."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from sla.calendar_errors import CalendarError
from sla.deadlines import share_of
from sla.pauses import Span, used_up
from sla.worktime import WorkCalendar


class Step(Protocol):
    """What is read of a step: a share of the time, or seconds after the breach; one is None."""

    @property
    def percent(self) -> int | None:
        """The share of the promised time that is used up when it comes."""

    @property
    def after_seconds(self) -> int | None:
        """How long after the due instant it comes."""


class Climber(Protocol):
    """The instants of a clock that its next check follows from."""

    warn_at: datetime | None
    warned_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    acknowledged_at: datetime | None
    step_ats: list[datetime]
    steps_done: int
    rewarn_ats: list[datetime]
    rewarns_done: int


S = TypeVar("S", bound=Step)


def offset_seconds(step: Step, target_seconds: int) -> int:
    """Return after how many of the clock's own seconds ``step`` comes."""
    if step.percent is not None:
        return share_of(target_seconds, step.percent)
    return target_seconds + (step.after_seconds or 0)


def in_order(steps: Iterable[S], target_seconds: int) -> list[S]:
    """Return ``steps`` in the order in which a clock of that many seconds comes to them.

    The order depends on nothing else: neither a pause nor another calendar changes it.
    """
    return sorted(steps, key=lambda step: offset_seconds(step, target_seconds))


def step_instants(
    steps: Iterable[Step],
    *,
    calendar: WorkCalendar | None,
    started_at: datetime,
    target_seconds: int,
    spans: Sequence[Span] = (),
) -> list[datetime]:
    """Return the instants of ``steps``, ascending.

    Those that a calendar never reaches, or that lie behind a pause without an end, are left out:
    they come last.
    """
    found: list[datetime] = []
    for step in in_order(steps, target_seconds):
        try:
            at = used_up(calendar, started_at, offset_seconds(step, target_seconds), spans)
        except CalendarError:
            break
        if at is None:
            break
        found.append(at)
    return found


def next_check(clock: Climber) -> datetime | None:
    """Return what comes next for a running ``clock``: warning, breach or step of the ladder.

    None when nothing can befall it any more. ``sla.flagging`` says the same in SQL.
    """
    comes: list[datetime | None] = []
    if clock.breached_at is None:
        comes = [clock.due_at, None if clock.warned_at else clock.warn_at]
        comes += clock.rewarn_ats[clock.rewarns_done : clock.rewarns_done + 1]
    if clock.acknowledged_at is None and clock.steps_done < len(clock.step_ats):
        comes.append(clock.step_ats[clock.steps_done])
    return min((at for at in comes if at is not None), default=None)
