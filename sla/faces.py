"""What a clock shows: its state and countdown, reckoned once, in words and whole seconds.

Rows of lists are formatted here, not cell by cell in templates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.durations import clock_text, short_words
from sla.agreed import calendar_by_id
from sla.deadlines import State, countdown, state_at
from sla.models import Clock, Metric
from sla.standstill import Standstill, standstills, words


@dataclass(frozen=True)
class Face:
    """A clock as pages show it; what each field means stands in ``templates/cotton/clock.html``."""

    state: str
    text: str
    label: str
    percent: str
    due: int | None = None
    warn: int | None = None
    total: int = 0
    left: int | None = None
    closes: int | None = None
    opens: int | None = None
    at: int = 0
    resumes: str = ""
    note: str = ""

    @property
    def is_breached(self) -> bool:
        """Return whether the promise is broken."""
        return self.state == State.BREACHED


# What the countdown leads to, what answered it, what is said of it when that came too late.
_LABELS = {
    Metric.CLAIM: (gettext_lazy("to claim"), gettext_lazy("claim"), gettext_lazy("late claim")),
    Metric.FIRST_TOUCH: (
        gettext_lazy("to first touch"),
        gettext_lazy("first touch"),
        gettext_lazy("late first touch"),
    ),
    Metric.ATTEMPT: (
        gettext_lazy("to the next attempt"),
        gettext_lazy("attempt"),
        gettext_lazy("late attempt"),
    ),
    Metric.OWNER_TOUCH: (
        gettext_lazy("to the new owner's touch"),
        gettext_lazy("new owner's touch"),
        gettext_lazy("late touch of the new owner"),
    ),
    Metric.DECISION: (
        gettext_lazy("to decide"),
        gettext_lazy("decision"),
        gettext_lazy("late decision"),
    ),
    Metric.ANSWER: (gettext_lazy("to answer"), gettext_lazy("answer"), gettext_lazy("late answer")),
}


def running_label(metric: str) -> str:
    """Return what the countdown of ``metric`` leads to."""
    return str(_LABELS[Metric(metric)][0])


# What a face is reckoned from: half of a clock's columns, which is what lists read.
READ_BY_FACES = (
    "handoff_id",
    "metric",
    "calendar_version_id",
    "target_seconds",
    "started_at",
    "warn_at",
    "due_at",
    "state",
    "breached_at",
    "stopped_at",
    "voided_at",
    "raw_seconds",
    "business_seconds",
)
NO_CLOCK = "no_clock"
OUTSIDE_HOURS = "outside_hours"


def no_clock() -> Face:
    """Return the face of a promise that no clock runs for."""
    return Face(state=NO_CLOCK, text="", label=_("no clock"), percent="0")


def faces(clocks: Iterable[Clock], at: datetime) -> dict[int, Face]:
    """Return by its id what each of ``clocks`` shows at ``at``; see ``standstills`` for queries."""
    shown = list(clocks)
    still = standstills(shown, at)
    return {clock.pk: face(clock, at, still.get(clock.pk)) for clock in shown}


def face_of(clock: Clock | None, at: datetime) -> Face:
    """Return what one clock shows at ``at``, what stands still included."""
    return no_clock() if clock is None else faces([clock], at)[clock.pk]


def face(clock: Clock | None, at: datetime, still: Standstill | None = None) -> Face:
    """Return what ``clock`` shows at ``at``; no query but for a calendar met for the first time.

    ``still`` says what is left of one that is paused, and until when.
    """
    if clock is None:
        return no_clock()
    if still is not None and still.runs is not None:
        clock = still.runs
    state = state_at(clock, at)
    if clock.stopped_at is not None or clock.voided_at is not None:
        return _ended(clock, state)
    if clock.due_at is None:
        return _still(clock, state, still, at)
    return _running(clock, clock.due_at, state, at)


def _ended(clock: Clock, state: State) -> Face:
    seconds = clock.business_seconds if clock.business_seconds is not None else clock.raw_seconds
    is_work = clock.calendar_version_id is not None
    words = short_words(seconds, is_work=is_work) if seconds is not None else ""
    _running_words, in_time, late = _LABELS[Metric(clock.metric)]
    label = str(late if state == State.BREACHED else in_time)
    return Face(state=state, text=words, label=label if words else "", percent="100")


def _still(clock: Clock, state: State, still: Standstill | None, at: datetime) -> Face:
    """Return a face that does not tick: what was left when it was paused, until when, and why."""
    if still is None:
        return Face(state=state, text="", label=_("stands still"), percent="0")
    return Face(
        state=state,
        text=clock_text(still.left_seconds, is_work=clock.calendar_version_id is not None),
        label=_("left, stands still"),
        percent=str(min(100, 100 * still.left_seconds // clock.target_seconds)),
        note=words(still.pause, at),
    )


def _running(clock: Clock, due_at: datetime, state: State, at: datetime) -> Face:
    count = countdown(calendar_by_id(clock.calendar_version_id), due_at, at)
    is_still = not count.is_ticking and state != State.BREACHED
    resumes = timezone.localtime(count.opens_at).strftime("%H:%M") if count.opens_at else ""
    share = min(100, max(0, 100 * count.seconds // clock.target_seconds))
    return Face(
        state=OUTSIDE_HOURS if is_still else state,
        text=clock_text(count.seconds, is_work=count.opens_at is not None),
        label=_("overdue") if state == State.BREACHED else running_label(clock.metric),
        percent="100" if state == State.BREACHED else str(share),
        due=_epoch(due_at),
        warn=_epoch(clock.warn_at),
        total=clock.target_seconds,
        left=count.seconds,
        closes=_epoch(count.closes_at),
        opens=_epoch(count.opens_at),
        at=int(at.timestamp()),
        resumes=resumes if is_still else "",
    )


def _epoch(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
