"""How long the ledger of a clock takes that has run for a quarter, with pauses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sla.deadlines import course_of
from sla.explaining import Line, explain
from sla.pauses import Span
from sla.worktime import WorkCalendar

_ROUNDS = 20  # the best counts: the others were disturbed
_DAYS = 90
_START = datetime(2026, 2, 2, 9, tzinfo=UTC)
_AT = _START + timedelta(days=_DAYS)


@dataclass(frozen=True)
class _Clock:
    """A promise of two working weeks that nobody has answered."""

    started_at: datetime = _START
    target_seconds: int = 80 * 3600
    stopped_at: datetime | None = None
    voided_at: datetime | None = None
    warn_at: datetime | None = None
    due_at: datetime | None = None
    breached_at: datetime | None = None


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure the ledger of one clock of 90 days with ten pauses over a change of the clocks.

    ``rows`` is not used: there is one clock. Returns one result: `name`, `value` and `unit`;
    `floor`, the time it takes to write down lines that are known already, in that unit; `ratio`,
    how many times the floor's time the work takes.
    """
    del rows
    calendar = _calendar()
    spans = [
        Span(_START + timedelta(hours=6 + 20 * number), _START + timedelta(hours=14 + 20 * number))
        for number in range(10)
    ]
    clock = _Clock()

    def ledger() -> list[Line]:
        course = course_of(clock, _AT, calendar=calendar, spans=spans)
        zone = ZoneInfo(calendar.tz)
        return explain(clock, course, _AT, calendar=calendar, zone=zone, spans=spans)

    lines = ledger()
    ready = [tuple(getattr(line, name) for name in Line.__slots__) for line in lines]
    floor = _milliseconds(lambda: [Line(*fields) for fields in ready])
    taken = _milliseconds(ledger)
    return [
        {
            "name": f"ledger of {_DAYS} days, {len(lines)} lines",
            "value": round(taken, 2),
            "unit": "ms",
            "floor": round(floor, 2),
            "ratio": round(taken / floor, 1),
        }
    ]


def _calendar() -> WorkCalendar:
    """Return two windows on five days, a holiday and an override."""
    day = [("09:00", "12:30"), ("13:30", "18:00")]
    return WorkCalendar(
        tz="Europe/Paris",
        week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day),
        holidays={date(2026, 4, 6): "Easter Monday"},
        overrides={date(2026, 3, 20): [("09:00", "12:00")]},
    )


def _milliseconds(work: Callable[[], object]) -> float:
    """Return the milliseconds of the best of several rounds."""
    taken = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1_000)
    return min(taken)
