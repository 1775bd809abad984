"""Deadlines: when a promise warns and falls due, and its state at an instant. Pure; no Django.

State is never stored as truth: it follows from a clock's instants. What the sweep writes only
saves the queue from reckoning every row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sla.calendar_errors import PastHorizon
from sla.worktime import WorkCalendar


class State(StrEnum):
    """What a clock shows at an instant."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    MET = "met"
    VOID = "void"


class Instants(Protocol):
    """The instants of a clock that its state follows from."""

    @property
    def warn_at(self) -> datetime | None:
        """The instant from which it is at risk."""

    @property
    def due_at(self) -> datetime:
        """The last instant that is in time."""

    @property
    def stopped_at(self) -> datetime | None:
        """When it was answered."""

    @property
    def breached_at(self) -> datetime | None:
        """The due instant, once it has passed unanswered."""

    @property
    def voided_at(self) -> datetime | None:
        """When the hand-off ended without an answer being owed any more."""


@dataclass(frozen=True)
class Schedule:
    """When a promise of some seconds, begun at ``started_at``, warns and falls due."""

    started_at: datetime
    warn_at: datetime | None
    due_at: datetime


@dataclass(frozen=True)
class Countdown:
    """What a page needs to count down by itself, also across closing time.

    ``seconds`` are left until due, in the clock's own time (business seconds for a business clock);
    negative when overdue. ``is_ticking`` is False outside working hours; ``closes_at`` and
    ``opens_at`` are the next closing and opening, None for a clock in calendar time.
    """

    seconds: int
    is_ticking: bool
    closes_at: datetime | None
    opens_at: datetime | None


def schedule(
    calendar: WorkCalendar | None, started_at: datetime, seconds: int, warn_percents: Sequence[int]
) -> Schedule:
    """Return when a promise of ``seconds`` begun at ``started_at`` warns and falls due.

    ``calendar`` None counts in calendar time. The warning at 75 percent is the instant at which 75
    percent of the seconds (rounded up) are used. Raises the calendar's errors for no open time.
    """
    due_at = _after(calendar, started_at, seconds)
    if not warn_percents:
        return Schedule(started_at, None, due_at)
    used = -(-seconds * min(warn_percents) // 100)
    return Schedule(started_at, min(_after(calendar, started_at, used), due_at), due_at)


def state_at(clock: Instants, at: datetime) -> State:
    """Return the state of ``clock`` at ``at``; an answer at the due instant itself is in time."""
    if clock.breached_at is not None:
        return State.BREACHED
    if clock.voided_at is not None:
        return State.VOID
    if clock.stopped_at is not None:
        return State.MET if clock.stopped_at <= clock.due_at else State.BREACHED
    if at > clock.due_at:
        return State.BREACHED
    if clock.warn_at is not None and at >= clock.warn_at:
        return State.AT_RISK
    return State.ON_TRACK


def countdown(calendar: WorkCalendar | None, due_at: datetime, at: datetime) -> Countdown:
    """Return how much of the promise is left at ``at``, and when it pauses and goes on."""
    if calendar is None:
        return Countdown(int((due_at - at).total_seconds()), True, None, None)
    left = calendar.between(at, due_at) if due_at > at else -calendar.between(due_at, at)
    is_open = calendar.is_open(at)
    closes_at = _found(calendar.next_close, at) if is_open else None
    if is_open and closes_at is None:
        return Countdown(left, True, None, None)
    return Countdown(left, is_open, closes_at, _found(calendar.next_open, closes_at or at))


def elapsed(calendar: WorkCalendar | None, start: datetime, end: datetime) -> tuple[int, int]:
    """Return (calendar seconds, business seconds) from ``start`` to ``end``, never negative."""
    raw = max(0, int((end - start).total_seconds()))
    return raw, raw if calendar is None else calendar.between(start, end)


def _after(calendar: WorkCalendar | None, start: datetime, seconds: int) -> datetime:
    return start + timedelta(seconds=seconds) if calendar is None else calendar.add(start, seconds)


def _found(search: Callable[[datetime], datetime], at: datetime) -> datetime | None:
    """Return what ``search`` finds from ``at``, None where nothing closes or opens any more."""
    try:
        return search(at)
    except PastHorizon:
        return None
