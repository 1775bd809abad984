"""Deadlines: when a promise warns and falls due, and its state at an instant. Pure; no Django.

State is never stored as truth: it follows from a clock's instants. What the sweep writes only
saves the queue from reckoning every row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sla.calendar_errors import PastHorizon
from sla.pauses import Span, as_of, passed, used, used_up
from sla.worktime import WorkCalendar


class State(StrEnum):
    """What a clock shows at an instant."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    MET = "met"
    VOID = "void"
    PAUSED = "paused"


class Instants(Protocol):
    """The instants of a clock that its state follows from."""

    @property
    def warn_at(self) -> datetime | None:
        """The instant from which it is at risk."""

    @property
    def due_at(self) -> datetime | None:
        """The last instant that is in time; None while it is paused."""

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
    """When a promise of some seconds, begun at ``started_at``, warns and falls due.

    ``due_at`` is None while it is paused, ``warn_at`` when nothing warns or before a pause ends.
    ``rewarn_ats`` are the instants of the warnings after the first, ascending.
    """

    started_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    rewarn_ats: tuple[datetime, ...] = ()

    @property
    def warn_ats(self) -> tuple[datetime, ...]:
        """Return the instants of all warnings, ascending."""
        return () if self.warn_at is None else (self.warn_at, *self.rewarn_ats)


class Promise(Instants, Protocol):
    """A clock with all that its reading at any instant follows from."""

    @property
    def started_at(self) -> datetime:
        """When it began."""

    @property
    def target_seconds(self) -> int:
        """How much time is promised, in the clock's own seconds."""


@dataclass(frozen=True)
class Reading:
    """A clock read at an instant, in its own seconds: working ones for a business clock.

    ``due_at`` is None while it is paused. ``elapsed_seconds`` has the pauses taken out and stands
    still once the clock has ended; what is left of the target is ``remaining_seconds``, what went
    beyond it ``overdue_seconds``. ``raw_seconds`` is the calendar time that has passed.
    ``warn_ats`` are the instants of its warnings, ascending, none while it is paused.
    """

    state: State
    due_at: datetime | None
    elapsed_seconds: int
    remaining_seconds: int
    overdue_seconds: int
    raw_seconds: int
    warn_ats: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Course:
    """The stretch of time that a clock has run over: from its start until ``until``.

    ``ended_at`` is when it was answered or fell away, None while it runs; ``spans`` are the pauses
    that count, those that last without an end.
    """

    plan: Schedule
    until: datetime
    ended_at: datetime | None
    spans: tuple[Span, ...]


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
    calendar: WorkCalendar | None,
    started_at: datetime,
    seconds: int,
    warn_percents: Sequence[int],
    spans: Sequence[Span] = (),
) -> Schedule:
    """Return when a promise of ``seconds`` begun at ``started_at`` warns and falls due.

    ``calendar`` None counts in calendar time, ``spans`` are its pauses. The warning at 75 percent
    is the instant at which 75 percent of the seconds (rounded up) are used. Raises the calendar's
    errors for no open time.
    """
    due_at = used_up(calendar, started_at, seconds, spans)
    if not warn_percents or due_at is None:
        return Schedule(started_at, None, due_at)
    first, *more = (
        used_up(calendar, started_at, each, spans) for each in warnings_of(seconds, warn_percents)
    )
    warn_at = min(first, due_at) if first else None
    return Schedule(started_at, warn_at, due_at, tuple(each for each in more if each))


def warnings_of(seconds: int, warn_percents: Sequence[int]) -> list[int]:
    """Return after how many of ``seconds`` a promise warns, ascending.

    Points that fall into one second warn once, and none but the first where all the time is used.
    """
    first, *more = sorted({share_of(seconds, percent) for percent in warn_percents})
    return [first, *(each for each in more if each < seconds)]


def share_of(seconds: int, percent: int) -> int:
    """Return ``percent`` of ``seconds``, rounded up to whole ones."""
    return -(-seconds * percent // 100)


def read(
    clock: Promise,
    at: datetime,
    *,
    calendar: WorkCalendar | None,
    warn_percents: Sequence[int] = (),
    spans: Sequence[Span] = (),
) -> Reading:
    """Read ``clock`` as it stood at ``at``: what happened later is not known yet.

    ``calendar`` is the text it runs on, None for calendar time; ``spans`` are its pauses. This is
    the one place that says what a clock shows at an instant: nothing swept is looked at.
    """
    course = course_of(clock, at, calendar=calendar, warn_percents=warn_percents, spans=spans)
    elapsed_seconds = used(calendar, clock.started_at, course.until, course.spans)
    return Reading(
        state=_state(clock, at, course.plan, course.ended_at),
        due_at=course.plan.due_at,
        elapsed_seconds=elapsed_seconds,
        remaining_seconds=max(0, clock.target_seconds - elapsed_seconds),
        overdue_seconds=max(0, elapsed_seconds - clock.target_seconds),
        raw_seconds=passed(clock.started_at, course.until),
        warn_ats=course.plan.warn_ats,
    )


def course_of(
    clock: Promise,
    at: datetime,
    *,
    calendar: WorkCalendar | None,
    warn_percents: Sequence[int] = (),
    spans: Sequence[Span] = (),
) -> Course:
    """Return which stretch of time counts for ``clock`` as it stood at ``at``, and which pauses.

    What a reading says and what a ledger explains both follow from this.
    """
    known = as_of(spans, at)
    ended_at = _ended_at(clock, at)
    until = at if ended_at is None else ended_at
    if ended_at is not None:
        known = [
            Span(span.start, min(span.end or ended_at, ended_at))
            for span in known
            if span.start < ended_at
        ]
    plan = schedule(calendar, clock.started_at, clock.target_seconds, warn_percents, known)
    if plan.due_at is not None:  # a pause after the due instant changes nothing any more
        known = [span for span in known if span.start < plan.due_at]
    return Course(plan, until, ended_at, tuple(known))


def _ended_at(clock: Promise, at: datetime) -> datetime | None:
    """Return when ``clock`` was answered or fell away, as far as that was known at ``at``."""
    ends = [end for end in (clock.stopped_at, clock.voided_at) if end is not None and end <= at]
    return min(ends, default=None)


def _state(clock: Promise, at: datetime, plan: Schedule, ended_at: datetime | None) -> State:
    if ended_at is not None and clock.stopped_at is None:  # it fell away, in time or too late
        return State.VOID if clock.breached_at is None else State.BREACHED
    if plan.due_at is not None and (at if ended_at is None else ended_at) > plan.due_at:
        return State.BREACHED
    if ended_at is not None:
        return State.MET
    if plan.due_at is None:
        return State.PAUSED
    is_warned = plan.warn_at is not None and at >= plan.warn_at
    return State.AT_RISK if is_warned else State.ON_TRACK


def state_at(clock: Instants, at: datetime) -> State:
    """Return the state of ``clock`` at ``at``; an answer at the due instant itself is in time.

    That second is in time to its end: fractions are cut off, as of every answer.
    """
    if clock.breached_at is not None:
        return State.BREACHED
    if clock.voided_at is not None:
        return State.VOID
    if clock.due_at is None:
        return State.PAUSED
    if (clock.stopped_at or at.replace(microsecond=0)) > clock.due_at:
        return State.BREACHED
    if clock.stopped_at is not None:
        return State.MET
    is_warned = clock.warn_at is not None and at >= clock.warn_at
    return State.AT_RISK if is_warned else State.ON_TRACK


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


def elapsed(
    calendar: WorkCalendar | None, start: datetime, end: datetime, spans: Sequence[Span] = ()
) -> tuple[int, int]:
    """Return (calendar seconds, seconds that count) from ``start`` to ``end``, never negative."""
    return passed(start, end), used(calendar, start, end, spans)


def _found(search: Callable[[datetime], datetime], at: datetime) -> datetime | None:
    """Return what ``search`` finds from ``at``, None where nothing closes or opens any more."""
    try:
        return search(at)
    except PastHorizon:
        return None
