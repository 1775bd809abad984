"""What a sweep costs: nothing due, however many clocks run; and a heap of newly due ones."""

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from bench import company
from notifications import outbox
from sla import sweep as sweeping
from sla.deadlines import State, state_at
from sla.models import Breach, Clock, ClockEvent, ClockState, EventKind
from teams.models import Side

_DUE = 10_000
_DUE_OF_OPEN = 5_000


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure a pass with nothing due over ``rows`` clocks, and one over 10,000 newly due.

    The floor of the first is the same pass over 10,000 clocks; of the second the same work as
    plain statements in the same chunks: update, events, breaches, messages.
    """
    small = _idle(min(10_000, rows))
    large = _idle(rows)
    swept, floor = _newly_due()
    return [
        *_beside_a_scan(rows),
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


def _beside_a_scan(rows: int) -> list[dict[str, Any]]:
    among, scanned = _newly_due_among(rows)
    due = min(_DUE_OF_OPEN, rows)
    return [
        {
            "name": f"sweep, {due:,} newly due among {rows:,} open",
            "value": round(among, 3),
            "unit": "s",
        },
        {
            "name": f"row-by-row scan of the same {rows:,}",
            "value": round(scanned, 3),
            "unit": "s",
            "floor": round(among, 3),
            "ratio": round(scanned / among, 1),
        },
    ]


def _newly_due_among(rows: int) -> tuple[float, float]:
    """Return the seconds of the sweep, and of a row-by-row scan, over the same open clocks."""
    measured = []
    for work in (_sweep, _scan):
        _company(rows, due_in_days=30)
        with connection.cursor() as cursor:
            cursor.execute(_OVERDUE, [company.NOW, min(_DUE_OF_OPEN, rows)])
            cursor.execute(
                "UPDATE sla_clock SET next_check_at = due_at WHERE due_at < %s", [company.NOW]
            )
            cursor.execute("VACUUM ANALYZE sla_clock")
        measured.append(_timed(work))
        if Breach.objects.count() != min(_DUE_OF_OPEN, rows):
            raise AssertionError(f"{Breach.objects.count()} breaches")
    return measured[0], measured[1]


def _scan() -> None:
    """Look at each open clock, as an engine does that keeps no instant to look for."""
    running = Clock.objects.filter(
        stopped_at__isnull=True, voided_at__isnull=True, breached_at__isnull=True
    )
    for clock in running.select_related("handoff").iterator():
        if state_at(clock, company.NOW) == State.BREACHED:
            _flag_one(clock.pk)


def _flag_one(clock_id: int) -> None:
    """Flag one clock as the sweep does: locked and looked at again, since somebody may claim."""
    with transaction.atomic():
        locked = Clock.objects.select_for_update(of=("self",)).select_related("handoff")
        clock = locked.get(pk=clock_id)
        if clock.handoff.claimed_at is not None or clock.breached_at is not None:
            return
        due_at = clock.due_at or company.NOW
        clock.state, clock.breached_at, clock.next_check_at = ClockState.BREACHED, due_at, None
        clock.save()
        ClockEvent.objects.create(
            clock=clock,
            kind=EventKind.BREACHED,
            at=due_at,
            recorded_at=company.NOW,
            cause="sweep",
        )
        Breach.objects.create(
            clock=clock,
            side=Side.SALES,
            target_id=clock.target_id,
            due_at=due_at,
            recorded_at=company.NOW,
        )
        refs = {"clock_id": clock.pk}
        outbox.tell(key=f"clock:{clock.pk}", kind="clock_breached", refs=refs, at=company.NOW)


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


_OVERDUE = """
    UPDATE sla_clock SET due_at = %s - interval '1 minute' * (1 + mod(id, 50)), state = 'at_risk',
        warned_at = warn_at, warn_at = NULL, started_at = started_at - interval '60 days'
     WHERE id IN (SELECT id FROM sla_clock ORDER BY id LIMIT %s)"""
_LISTED = "UPDATE sla_clock SET next_check_at = due_at WHERE due_at < %s"
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
