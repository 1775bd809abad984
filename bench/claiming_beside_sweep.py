"""How long a claim waits while a sweep flags a heap of clocks: from the first to the last chunk."""

from datetime import timedelta
from threading import Event, Thread
from time import perf_counter
from typing import Any

from django.db import connection

from bench import company
from leads import lifecycle
from leads.models import Handoff
from sla import sweep as sweeping
from teams.models import User

_DUE = 10_000
_ROUNDS = 3


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure claims one after the other beside a sweep of ``rows`` (at most 10,000) newly due.

    Half of the claimed leads are among those that the sweep is flagging. The floor is the same
    claims with no sweep.
    """
    due = min(_DUE, rows)
    beside = [each for _ in range(_ROUNDS) for each in _claims(due, is_swept=True)]
    alone = _claims(due, is_swept=False, most=max(1, len(beside) // _ROUNDS))
    found = []
    for percent in (50, 99):
        value, floor = _percentile(beside, percent), _percentile(alone, percent)
        found.append(
            {
                "name": f"claim beside a sweep of {due:,}, p{percent} of {len(beside):,}",
                "value": round(value * 1000, 1),
                "unit": "ms",
                "floor": round(floor * 1000, 1),
                "ratio": round(value / floor, 2),
            }
        )
    return found


def _claims(due: int, *, is_swept: bool, most: int = 0) -> list[float]:
    """Return the seconds of each claim, as many as fit beside the sweep, or ``most``."""
    company.empty()
    rep = company.people()[0]
    company.agreement()
    first = company.NOW - timedelta(days=1)
    company.unclaimed(due, due_from=first, due_to=company.NOW - timedelta(minutes=1))
    # From the end of the sweep's order, so that a claim and a chunk meet.
    waiting = list(Handoff.objects.select_related("lead").order_by("-pk"))
    is_over = Event()

    def work() -> None:
        try:
            sweeping.sweep(at=company.NOW)
        finally:
            connection.close()
            is_over.set()

    thread = Thread(target=work)
    if is_swept:
        thread.start()
    measured: list[float] = []
    for handoff in waiting[::2] + waiting[1::2]:
        if is_over.is_set() or (most and len(measured) >= most):
            break
        measured.append(_claim(handoff, rep))
    if is_swept:
        thread.join()
    return measured


def _claim(handoff: Handoff, rep: User) -> float:
    began = perf_counter()
    lifecycle.claim(handoff=handoff, at=company.NOW, by=rep)
    return perf_counter() - began


def _percentile(measured: list[float], percent: int) -> float:
    ordered = sorted(measured)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
