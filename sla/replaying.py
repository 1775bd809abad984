"""Reads what a replay needs: what happened to hand-offs, and the text of a version.

Hand-offs are read in the order in which they were made, some at a time: five queries for any
number of them, and no more room for a million than for a thousand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from leads.models import Handoff, StageChange, Touch, TouchOutcome
from sla.agreed import calendar_by_id
from sla.backtest import Hours, Version
from sla.calendar_errors import CalendarError
from sla.models import AgreementVersion, CalendarVersion, Clock, LadderStep, Pause, Recalculation
from sla.owing import MOVES, History, Moved, Stood, Touched
from sla.targets import TargetText, in_order, text_of
from sla.worktime import WorkCalendar

# Which text of their calendars is replayed: the newest, or whichever was in place then.
NOW, THEN = "now", "then"


@dataclass(slots=True)
class Offered:
    """A hand-off: when it was made, and what it remembers of its lead."""

    pk: int
    handed_at: datetime
    source_id: int | None
    lead_type: str
    persona_id: int | None
    grade: str
    region: str


@dataclass(frozen=True)
class Rung:
    """A step of the ladder."""

    percent: int | None
    after_seconds: int | None


def offered(*, from_at: datetime, until_at: datetime, after: int = 0, most: int) -> list[Offered]:
    """Return the next hand-offs made since ``from_at``, up to ``until_at``.

    Those of the instant ``from_at`` itself are left out as far as their id is not above ``after``.
    """
    later = Q(handed_at__gt=from_at) | Q(handed_at=from_at, pk__gt=after)
    rows = Handoff.objects.filter(later, handed_at__gte=from_at, handed_at__lte=until_at)
    found = rows.order_by("handed_at", "pk").values_list(
        "pk", "handed_at", "source_id", "lead_type", "persona_id", "grade", "region"
    )
    return [Offered(*row) for row in found[:most]]


def histories(handoffs: Sequence[Offered], at: datetime) -> dict[int, History]:
    """Return what had happened to each of ``handoffs`` by ``at``, by its id; four queries."""
    found = {each.pk: History(each.handed_at) for each in handoffs}
    moves = StageChange.objects.filter(handoff__in=found, move__in=MOVES, recorded_at__lte=at)
    for row in moves.order_by("pk").values_list(
        "handoff_id", "move", "at", "recorded_at", "by_id", "given_to_id"
    ):
        found[row[0]].moves.append(Moved(*row[1:]))
    touches = Touch.objects.filter(handoff__in=found, logged_at__lte=at)
    for pk, happened_at, logged_at, by_id, outcome in touches.order_by(
        "occurred_at", "pk"
    ).values_list("handoff_id", "occurred_at", "logged_at", "by_id", "outcome"):
        is_reached = outcome == TouchOutcome.REACHED
        found[pk].touches.append(Touched(happened_at, logged_at, by_id, is_reached))
    pauses = Pause.objects.filter(handoff__in=found, started_at__lte=at).order_by("started_at")
    for pk, reason, start, ended_at, until_at in pauses.values_list(
        "handoff_id", "reason", "started_at", "ended_at", "until_at"
    ):
        found[pk].pauses.append(Stood(reason, start, ended_at or until_at))
    noted = Clock.objects.filter(handoff__in=found, acknowledged_at__lte=at)
    for pk, metric, seq, noted_at in noted.values_list(
        "handoff_id", "metric", "seq", "acknowledged_at"
    ):
        if noted_at is not None:
            found[pk].noted[metric, seq] = noted_at
    return found


def plan_of(version: AgreementVersion, *, calendars: str, at: datetime) -> dict[str, Any]:
    """Return what of ``version`` is replayed, as plain data: it no longer changes with a draft.

    Its calendars are on their newest text (``NOW``), or on all that there were (``THEN``).
    """
    targets = in_order(version)
    steps = LadderStep.objects.filter(version=version).order_by("pk")
    return {
        "number": version.number,
        "attempts": version.attempts_promised,
        "goal_percent": version.goal_attainment_percent,
        "rules": [asdict(text_of(target)) for target in targets],
        "rungs": [[step.percent, step.after_seconds] for step in steps],
        "hours": _hours({each.calendar_id for each in targets} - {None}, calendars, at),
    }


def version_of(plan: Mapping[str, Any]) -> Version:
    """Return ``plan`` as a replay takes it."""
    return Version(
        rules=rules_of(plan),
        rungs=[Rung(*rung) for rung in plan["rungs"]],
        hours={int(key): [_text(*row) for row in rows] for key, rows in plan["hours"].items()},
        attempts=plan["attempts"],
    )


def rules_of(plan: Mapping[str, Any]) -> list[TargetText]:
    """Return the targets of ``plan``, in order."""
    return [TargetText(**rule) for rule in plan["rules"]]


def _hours(calendars: set[int | None], which: str, at: datetime) -> dict[str, list[list[Any]]]:
    """Return [text, in place since, for open clocks from] of each calendar.

    One that was archived has no text (None) since then, and none at all as things are now.
    """
    texts = CalendarVersion.objects.filter(calendar__in=calendars, created_at__lte=at)
    runs = dict(Recalculation.objects.values_list("version_id", "created_at"))
    found: dict[str, list[list[Any]]] = {}
    gone: dict[str, list[Any]] = {}
    for text in texts.select_related("calendar").order_by("calendar_id", "number"):
        key, archived_at = str(text.calendar_id), text.calendar.archived_at
        rows = found.setdefault(key, [])
        if which == NOW:
            rows.clear()
        open_at = runs.get(text.pk)
        rows.append([text.pk, text.created_at.isoformat(), open_at and open_at.isoformat()])
        if archived_at is not None and archived_at <= at:
            gone[key] = [None, archived_at.isoformat(), None]
    for key, end in gone.items():
        found[key] = [end] if which == NOW else [*found[key], end]
    return found


def _text(pk: int | None, since: str, open_at: str | None) -> Hours:
    opened = None if open_at is None else datetime.fromisoformat(open_at)
    return Hours(datetime.fromisoformat(since), None if pk is None else _calendar(pk), opened)


def _calendar(pk: int) -> WorkCalendar | None:
    try:
        return calendar_by_id(pk)
    except CalendarError:
        return None
