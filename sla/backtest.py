"""Replays what happened to hand-offs under other promises, by the engine's own functions. Pure.

Nothing of a clock is looked at: what a history owes (``sla.owing``) is judged by the schedule that
every clock follows (``sla.deadlines``), on the calendars and the ladder of the version in question.
All that is kept of a hand-off are counts, so that any number of them takes the same room, and a
replay that was interrupted goes on from what had been counted.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Protocol

from sla.calendar_errors import CalendarError
from sla.climbing import offset_seconds
from sla.deadlines import Course, course_of
from sla.matching import Promise, Snapshot, first_match
from sla.owing import (
    ANSWER,
    ATTEMPT,
    CLAIM,
    FIRST_TOUCH,
    METRICS,
    History,
    Owed,
    Terms,
    charged,
    promises,
)
from sla.pauses import Span, used, used_up
from sla.worktime import WorkCalendar

KEPT, BROKEN, RUNNING, VOID, NO_CLOCK = "kept", "broken", "running", "void", "no_clock"
# A figure that people would agree to: up to so many seconds in steps of so many.
_MINUTE, _HOUR = 60, 3600
_STEPS = (
    (_HOUR, 5 * _MINUTE),
    (4 * _HOUR, 15 * _MINUTE),
    (16 * _HOUR, 30 * _MINUTE),
    (80 * _HOUR, _HOUR),
)
_LONGEST_STEP = 4 * _HOUR
# Of fewer answers than that nothing is said.
ENOUGH = 10


class Rule(Promise, Terms, Protocol):
    """A target: whom it is for, and what it promises."""

    @property
    def is_business_time(self) -> bool:
        """Whether it counts in working hours."""

    @property
    def calendar_id(self) -> int | None:
        """Which calendar they are of."""

    @property
    def pause_reasons(self) -> Sequence[str]:
        """Which pauses stop its clocks."""


class Rung(Protocol):
    """A step of the ladder: its instant, as ``sla.climbing`` reads it."""

    @property
    def percent(self) -> int | None:
        """The share of the time."""

    @property
    def after_seconds(self) -> int | None:
        """How long after the due instant."""


@dataclass(frozen=True)
class Hours:
    """One text of a calendar: for clocks begun since ``since``, for open ones from ``open_at`` on.

    ``calendar`` is None for a text that is no calendar.
    """

    since: datetime
    calendar: WorkCalendar | None
    open_at: datetime | None = None


@dataclass(frozen=True)
class Version:
    """What is replayed: targets in order, the ladder, the texts of each calendar in order.

    ``attempts`` are promised where no target for them is for a lead.
    """

    rules: Sequence[Rule]
    rungs: Sequence[Rung]
    hours: Mapping[int, Sequence[Hours]]
    attempts: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a promise would have come to at the end of the replay.

    ``place`` is that of its target, ``spent_seconds`` what it took, or has taken by now, pauses
    left out; ``rungs`` are the places of the steps that would have come. A promise that no
    calendar has time for has neither.
    """

    owed: Owed
    place: int
    state: str
    due_at: datetime | None = None
    spent_seconds: int = 0
    charged_to: int | None = None
    rungs: tuple[int, ...] = ()


@dataclass
class Replay:
    """One version, and the counts of what it would have made of every hand-off up to ``at``."""

    version: Version
    at: datetime
    counts: Counter[str] = field(default_factory=Counter)
    _matched: dict[tuple[object, ...], dict[str, int]] = field(default_factory=dict)
    _ordered: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def count(self, history: History, snapshot: Snapshot) -> None:
        """Add one hand-off to the counts."""
        places = self._places(snapshot)
        counts, rules = self.counts, self.version.rules
        counts["handoffs"] += 1
        rule = rules[places[ATTEMPT]] if ATTEMPT in places else None
        counts["attempts"] += (rule.attempts if rule else None) or self.version.attempts
        for metric in (CLAIM, FIRST_TOUCH):
            if metric not in places:
                counts[f"none/{metric}"] += 1
        for verdict in self.verdicts(history, snapshot):
            self._add(verdict, snapshot)

    def verdicts(self, history: History, snapshot: Snapshot) -> Iterator[Verdict]:
        """Yield what every promise of a hand-off would have come to."""
        places = self._places(snapshot)
        rules = self.version.rules
        terms = {metric: rules[place] for metric, place in places.items()}
        for owed in promises(history, terms):
            yield self._judge(owed, places[owed.metric], history)

    def _add(self, verdict: Verdict, snapshot: Snapshot) -> None:
        counts, owed, state = self.counts, verdict.owed, verdict.state
        if state == NO_CLOCK:
            counts[f"none/{owed.metric}"] += 1
            return
        counts[f"target/{verdict.place}/{state}"] += 1
        for rung in verdict.rungs:
            counts[f"step/{rung}"] += 1
        if not owed.is_foreign:
            whole = self.version.rules[verdict.place].seconds
            figure = figure_of(-(-verdict.spent_seconds * whole // owed.target_seconds))
            counts[f"{'in' if owed.stopped_at else 'open'}/{verdict.place}/{figure}"] += 1
        if state in {KEPT, BROKEN} and owed.metric != ANSWER:
            counts[f"source/{snapshot.source_id or 0}/{state}"] += 1
            if state == BROKEN:
                counts[f"rep/{verdict.charged_to or 0}"] += 1

    def _judge(self, owed: Owed, place: int, history: History) -> Verdict:
        rule = self.version.rules[place]
        spans = [
            Span(each.start, each.end)
            for each in history.pauses
            if each.reason in rule.pause_reasons
        ]
        try:
            calendar = self._calendar(rule, owed, spans)
            course = course_of(owed, self.at, calendar=calendar, spans=spans)
        except CalendarError:
            return Verdict(owed, place, NO_CLOCK)
        due_at, until = course.plan.due_at, course.until
        spent = used(calendar, owed.started_at, until, _before(spans, until))
        is_broken = due_at is not None and until > due_at and not owed.is_foreign
        state = BROKEN if is_broken else KEPT if owed.stopped_at else VOID
        if state == VOID and course.ended_at is None:
            state = RUNNING
        is_charged = is_broken and due_at is not None and owed.metric not in {CLAIM, ANSWER}
        return Verdict(
            owed,
            place,
            state,
            due_at,
            spent,
            charged(history.moves, due_at) if is_charged and due_at else None,
            tuple(self._climbed(owed, history, calendar, course, spent)),
        )

    def _calendar(self, rule: Rule, owed: Owed, spans: Sequence[Span]) -> WorkCalendar | None:
        """Return the text that the clock of ``owed`` would be on at its end, None for all time.

        Raises ``CalendarError`` where there is none.
        """
        if not rule.is_business_time:
            return None
        texts = self.version.hours.get(rule.calendar_id or 0, ())
        place = max(0, bisect_right(texts, owed.begun_at, key=attrgetter("since")) - 1)
        found = texts[place].calendar if texts else None
        for later in texts[place + 1 :]:
            if later.open_at is None or later.open_at > self.at or found is None:
                continue
            if owed.learned_at is not None and owed.learned_at <= later.open_at:
                break
            due_at = used_up(found, owed.started_at, owed.target_seconds, spans)
            if due_at is not None and due_at < later.open_at:
                break
            found = later.calendar
        if found is None:
            raise CalendarError
        return found

    def _climbed(
        self,
        owed: Owed,
        history: History,
        calendar: WorkCalendar | None,
        course: Course,
        spent: int,
    ) -> Iterator[int]:
        """Yield the steps that would have come before its end was known, or anybody was on it.

        ``spent`` seconds had been used by the end of ``course``.
        """
        spans, until = course.spans, course.until
        if not self.version.rungs:
            return
        noted = history.noted.get((owed.metric, owed.seq))
        stops = min(filter(None, (owed.learned_at, noted, self.at)))
        if spans or stops != until:
            spent = used(calendar, owed.started_at, stops, spans)
        for seconds, place in self._order(owed.target_seconds):
            if seconds > spent:
                return
            if seconds == spent:
                came_at = used_up(calendar, owed.started_at, seconds, spans)
                if came_at is None or came_at >= stops:
                    return
            yield place

    def _order(self, target_seconds: int) -> list[tuple[int, int]]:
        found = self._ordered.get(target_seconds)
        if found is None:
            found = self._ordered[target_seconds] = sorted(
                (offset_seconds(rung, target_seconds), place)
                for place, rung in enumerate(self.version.rungs)
            )
        return found

    def _places(self, snapshot: Snapshot) -> dict[str, int]:
        """Return the place of the target of each metric that is for ``snapshot``."""
        key = (
            snapshot.source_id,
            snapshot.lead_type,
            snapshot.persona_id,
            snapshot.grade,
            snapshot.region,
        )
        found = self._matched.get(key)
        if found is None:
            rules = self.version.rules
            rows = ((metric, first_match(rules, metric, snapshot)) for metric in METRICS)
            found = {metric: _place(rules, rule) for metric, rule in rows if rule is not None}
            self._matched[key] = found
        return found


def _place(rules: Sequence[Rule], wanted: Rule) -> int:
    return next(place for place, rule in enumerate(rules) if rule is wanted)


def _before(spans: Sequence[Span], until: datetime) -> list[Span]:
    return [Span(each.start, min(each.end or until, until)) for each in spans if each.start < until]


@lru_cache(maxsize=10_000)
def figure_of(seconds: int) -> int:
    """Return the least figure that people would agree to of at least ``seconds``, in seconds."""
    step = next((step for most, step in _STEPS if seconds <= most), _LONGEST_STEP)
    return max(step, -(-seconds // step) * step)


def tightest(counts: Mapping[str, int], place: int, percent: int = 90) -> int | None:
    """Return the least figure, in seconds, that ``percent`` of the answers would have kept.

    That is the nearest rank among the answers of a target, rounded up by ``figure_of``. A promise
    that has no answer counts as broken once it has taken longer than the figure, and not at all
    before that, as attainment counts it. None where too few were answered.
    """
    answered, waiting = _figures(counts, f"in/{place}/"), _figures(counts, f"open/{place}/")
    total = sum(answered.values())
    if total < ENOUGH:
        return None
    kept, beyond = 0, sum(waiting.values())
    for figure in sorted({*answered, *waiting}):
        kept += answered[figure]
        beyond -= waiting[figure]
        if kept * 100 >= percent * (total + beyond):
            return figure
    return None


def _figures(counts: Mapping[str, int], prefix: str) -> Counter[int]:
    found = ((key.removeprefix(prefix), n) for key, n in counts.items() if key.startswith(prefix))
    return Counter({int(figure): n for figure, n in found})
