"""Attribution: in whose hands the time of a promise went. Pure; no Django.

From its own start on, the seconds of a clock are split over the stretches in which nobody had the
lead and those in which a person had it; together they are what the clock says has elapsed. What
pauses took out stands beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sla.pauses import Span, used
from sla.worktime import WorkCalendar


class Part(StrEnum):
    """What the time was spent with. The codes are stable: API and database use them."""

    UNCLAIMED = "unclaimed"  # nobody had the lead: charged to the side
    HELD = "held"  # somebody had it and let it wait: charged to them
    WAITING = "waiting"  # it was the whole side's to answer: charged to the side
    PAUSED = "paused"  # the promise stood still: named after who paused it


@dataclass(frozen=True)
class Tenure:
    """From ``since`` on the person ``owner`` had the lead; None: nobody."""

    since: datetime
    owner: int | None


@dataclass(frozen=True)
class Stood:
    """A pause and who made it, None where that is no longer known."""

    span: Span
    by: int | None


@dataclass(frozen=True)
class Share:
    """So many seconds of a clock, charged to ``person``; None: to the side."""

    part: Part
    person: int | None
    seconds: int


def divide(
    calendar: WorkCalendar | None,
    start: datetime,
    until: datetime,
    *,
    tenures: Iterable[Tenure] = (),
    pauses: Sequence[Stood] = (),
    nobodys: Part = Part.UNCLAIMED,
) -> list[Share]:
    """Return how ``[start, until)`` is shared out, in the order in which each first had a part.

    ``calendar`` None counts every second; ``nobodys`` is what the time is called in which no person
    had it. The shares but those of ``Part.PAUSED`` add up to
    ``pauses.used``; nobody has two of one part, and none is empty.
    """
    spans = [pause.span for pause in pauses]
    found: dict[tuple[Part, int | None], int] = {}
    before, owner = 0, None
    for tenure in [*sorted(tenures, key=lambda each: each.since), Tenure(until, None)]:
        upto = used(calendar, start, min(max(start, tenure.since), until), spans)
        _add(found, nobodys if owner is None else Part.HELD, owner, upto - before)
        before, owner = upto, tenure.owner
    for pause in pauses:
        ends = min(until, pause.span.end or until)
        stood = used(calendar, max(start, pause.span.start), ends)
        _add(found, Part.PAUSED, pause.by, stood)
    return [Share(part, person, seconds) for (part, person), seconds in found.items()]


def _add(
    found: dict[tuple[Part, int | None], int], part: Part, person: int | None, seconds: int
) -> None:
    if seconds > 0:
        found[part, person] = found.get((part, person), 0) + seconds
