"""How many due instants and elapsed times a second one core reckons."""

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

from sla.worktime import WorkCalendar

_ROUNDS = 5  # the best counts: the others were disturbed
_MOST_CALLS = 100_000
_SPAN_SECONDS = 30 * 86_400
_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure `add` and `between` over spans of up to 30 days, `subtract` and a cold start besides.

    Takes the number of calls (at most 100,000 are made). Returns one result per measure: `name`,
    `value` and `unit`; `floor`, the same number of bare bisections in a list of integers, in that
    unit; `ratio`, how many times the floor's time the work takes (None where a floor says nothing).
    """
    calls = max(1_000, min(rows, _MOST_CALLS))
    calendar = _calendar()
    randomly = random.Random(2026)
    starts = [_NEW_YEAR + timedelta(seconds=randomly.randrange(300 * 86_400)) for _ in range(calls)]
    ends = [start + timedelta(seconds=randomly.randrange(_SPAN_SECONDS)) for start in starts]
    targets = [calendar.between(*pair) for pair in zip(starts, ends, strict=True)]
    floor = _floor(calls, randomly)
    measured = {
        "worktime between": _rate(calendar.between, starts, ends),
        "worktime add": _rate(calendar.add, starts, targets),
        "worktime subtract": _rate(calendar.subtract, ends, targets),
    }
    results = [_result(name, rate, "calls/s", floor) for name, rate in measured.items()]
    return [*results, _result("worktime cold start, 11 years", _cold_start(), "ms", None)]


def _calendar() -> WorkCalendar:
    """Return two windows on five days, ten years of one holiday, and an override."""
    day = [("09:00", "12:30"), ("13:30", "18:00")]
    return WorkCalendar(
        tz="Europe/Paris",
        week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day),
        holidays=[date(year, 12, 25) for year in range(2020, 2030)],
        overrides={date(2026, 12, 24): [("09:00", "12:00")]},
    )


def _rate(work: Callable[[Any, Any], object], lefts: Sequence[Any], rights: Sequence[Any]) -> float:
    """Return the calls a second of the best of several rounds."""
    seconds = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        for left, right in zip(lefts, rights, strict=True):
            work(left, right)
        seconds.append(perf_counter() - began)
    return len(lefts) / min(seconds)


def _floor(calls: int, randomly: random.Random) -> float:
    """Return the bisections a second in as many edges as eleven years have."""
    edges = sorted(randomly.randrange(10**16) for _ in range(5_500))
    sought = [randomly.randrange(10**16) for _ in range(calls)]
    return _rate(bisect_right, [edges] * calls, sought)


def _cold_start() -> float:
    """Return the milliseconds that a new calendar takes to answer a span of eleven years."""
    milliseconds = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        _calendar().between(_NEW_YEAR, _NEW_YEAR.replace(year=2037))
        milliseconds.append((perf_counter() - began) * 1_000)
    return min(milliseconds)


def _result(name: str, value: float, unit: str, floor: float | None) -> dict[str, Any]:
    """Return one measure, rounded for reading."""
    ratio = None if floor is None else round(floor / value, 2)
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "floor": None if floor is None else round(floor, 1),
        "ratio": ratio,
    }
