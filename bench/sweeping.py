"""What a sweep costs: nothing due, however many clocks run; and a heap of newly due ones."""

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from bench import company
from sla import sweep as sweeping

_DUE = 10_000


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure a pass with nothing due over ``rows`` clocks, and one over 10,000 newly due.

    The floor of the first is the same pass over 10,000 clocks; of the second the same work as
    plain statements in the same chunks: update, events, breaches, messages.
    """
    small = _idle(min(10_000, rows))
    large = _idle(rows)
    swept, floor = _newly_due()
    return [
        {
            "name": f"sweep, nothing due, {rows:,} clocks",
            "value": round(large * 1000, 3),
            "unit": "ms",
            "floor": round(small * 1000, 3),
            "ratio": round(large / small, 2),
        },
        {
            "name": f"sweep, {_DUE:,} newly due",
            "value": round(swept * 1e6 / _DUE, 1),
            "unit": "us each",
            "floor": round(floor * 1e6 / _DUE, 1),
            "ratio": round(swept / floor, 2),
        },
    ]


def _company(rows: int, *, due_in_days: int) -> None:
    company.empty()
    company.people()
    company.agreement()
    first = company.NOW + timedelta(days=due_in_days)
    company.unclaimed(rows, due_from=first, due_to=first + timedelta(days=1))


def _idle(rows: int) -> float:
    """Return the seconds of the quickest of twenty passes in which nothing is due."""
    _company(rows, due_in_days=30)
    return min(_timed(lambda: sweeping.sweep(at=company.NOW)) for _ in range(20))


def _newly_due() -> tuple[float, float]:
    """Return the seconds of the sweep over newly breached clocks, and of plain statements."""
    measured = []
    for work in (_by_hand, _sweep) * 2:
        _company(_DUE, due_in_days=-30)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sla_clock SET next_check_at = due_at, state = 'at_risk'")
            cursor.execute("VACUUM ANALYZE sla_clock")
        measured.append(_timed(work))
    return min(measured[1::2]), min(measured[::2])


def _sweep() -> None:
    sweeping.sweep(at=company.NOW)


def _by_hand() -> None:
    """Flag the same clocks with the statements one would type: no re-check, no conflict clauses."""
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FLAG, [company.NOW])
            ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return
            for statement in (_EVENTS, _BREACHES, _MESSAGES):
                cursor.execute(statement, [ids])


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


_FLAG = """
    UPDATE sla_clock SET state = 'breached', breached_at = due_at, next_check_at = NULL
     WHERE id IN (SELECT id FROM sla_clock WHERE next_check_at < %s
                   ORDER BY next_check_at LIMIT 500 FOR UPDATE SKIP LOCKED)
    RETURNING id"""
_EVENTS = """
    INSERT INTO sla_clockevent (clock_id, kind, step, revision, at, recorded_at, cause)
    SELECT id, 'breached', 0, 0, due_at, now(), 'sweep' FROM sla_clock WHERE id = ANY(%s)"""
_BREACHES = """
    INSERT INTO sla_breach (code, clock_id, revision, side, target_id, due_at, recorded_at)
    SELECT gen_random_uuid(), id, 0, 'sales', target_id, due_at, now()
      FROM sla_clock WHERE id = ANY(%s)"""
_MESSAGES = """
    INSERT INTO notifications_outboxmessage (key, channel, kind, refs, created_at, attempts)
    SELECT 'clock:' || id, 'app', 'clock_breached', jsonb_build_object('clock_id', id), now(), 0
      FROM sla_clock WHERE id = ANY(%s)"""
