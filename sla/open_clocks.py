"""Open clocks of a calendar, and when they would be due by another text of it.

Nothing is written here: what a person is shown before they save and what is written afterwards
follow from the same reckoning.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from sla import pausing
from sla.calendar_errors import CalendarError
from sla.climbing import step_instants
from sla.deadlines import Schedule, schedule
from sla.ladder import ladder_of
from sla.models import Calendar, CalendarVersion, Clock, Pause
from sla.pauses import Span
from sla.worktime import WorkCalendar


class OpenClock(NamedTuple):
    """What a clock's due instant follows from, and where it stands now."""

    pk: int
    handoff_id: int
    calendar_version_id: int
    started_at: datetime
    target_seconds: int
    due_at: datetime | None
    pause_count: int
    revision: int
    version_id: int
    warn_percents: list[int]
    pause_reasons: list[str]


@dataclass(frozen=True)
class Reckoned:
    """An open clock with its instants by another text; ``plan`` None where that has no open time.

    A paused clock has no due instant by any text. ``step_ats`` are those of its ladder.
    """

    clock: OpenClock
    plan: Schedule | None
    step_ats: list[datetime] = field(default_factory=list)


def open_clocks(calendar: Calendar, at: datetime) -> QuerySet[Clock, Clock]:
    """Return the clocks of ``calendar`` that run and were not overdue at ``at``, paused ones too.

    A promise that was broken stays broken, whatever becomes of its calendar.
    """
    versions = CalendarVersion.objects.filter(calendar=calendar).values_list("pk", flat=True)
    return (
        Clock.objects.filter(
            calendar_version__in=list(versions),
            stopped_at__isnull=True,
            voided_at__isnull=True,
            breached_at__isnull=True,
        )
        .filter(Q(due_at__isnull=True) | Q(due_at__gte=at))
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def read(rows: QuerySet[Clock, Clock]) -> Iterator[OpenClock]:
    """Return what the due instants of ``rows`` follow from, streamed."""
    plain = [*OpenClock._fields[:-2], "target__warn_percents", "target__pause_reasons"]
    return map(OpenClock._make, rows.values_list(*plain).iterator(chunk_size=5_000))


def reckon(clocks: Iterable[OpenClock], calendar: WorkCalendar) -> Iterator[Reckoned]:
    """Return each clock with its instants by ``calendar``, its start and its pauses kept."""
    known = list(clocks)
    spans = _spans([clock for clock in known if clock.pause_count])
    for clock in known:
        yield _reckoned(clock, calendar, spans.get(clock.pk, []))


def _reckoned(clock: OpenClock, calendar: WorkCalendar, spans: list[Span]) -> Reckoned:
    if clock.due_at is None:
        return Reckoned(clock, Schedule(clock.started_at, None, None))
    try:
        plan = schedule(
            calendar, clock.started_at, clock.target_seconds, clock.warn_percents, spans
        )
    except CalendarError:
        return Reckoned(clock, None)
    steps = ladder_of(clock.version_id)
    if not steps:
        return Reckoned(clock, plan)
    return Reckoned(
        clock,
        plan,
        step_instants(
            steps,
            calendar=calendar,
            started_at=clock.started_at,
            target_seconds=clock.target_seconds,
            spans=spans,
        ),
    )


def _spans(clocks: list[OpenClock]) -> dict[int, list[Span]]:
    """Return the pauses that count for each of ``clocks``: one query, none for no clock."""
    if not clocks:
        return {}
    rows = Pause.objects.filter(handoff__in={clock.handoff_id for clock in clocks})
    of_handoff: dict[int, list[Pause]] = defaultdict(list)
    for row in rows.order_by("started_at"):
        of_handoff[row.handoff_id].append(row)
    return {
        clock.pk: pausing.spans(
            row for row in of_handoff[clock.handoff_id] if row.reason in clock.pause_reasons
        )
        for clock in clocks
    }
