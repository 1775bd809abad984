"""Keeps the rollups: rolls up the days that are over, and again those that have changed since.

Each step is a transaction of its own, under a lock that nobody waits for: killed half-way, run
twice or by two workers, it ends in the same rows. Nothing that a person does waits for it.

A day may be rolled up only when every change of its rows is noted from then on. So the boundary
before which changes are noted is moved first, and committed; then whoever was writing at that
moment, and may not have seen it, is let finish; only then are the days before it rolled up.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from dashboards import periods
from dashboards.board import Ground
from dashboards.days import DUE, HANDED, days_of, runs
from dashboards.models import DirtyHour, RollupState
from dashboards.rollup_rows import TABLES, write_due, write_handed
from leads.models import Handoff
from sla.models import AT_HAND_OFF, Clock

log = logging.getLogger(__name__)

CHUNK_DAYS = 31
MOST_MARKS = 10_000
KEEP_FORMER = timedelta(minutes=1)  # pages that are being made may still read them
_LOCK = 7_146_002  # any number, the same in every worker


@dataclass(frozen=True)
class Rolled:
    """What a run did: so many days rolled up; ``is_complete``: nothing was left to do."""

    days: int
    is_complete: bool


def roll_up(*, at: datetime, at_most: int | None = None) -> Rolled | None:
    """Bring the rollups up to ``at`` in chunks of a month, ``at_most`` so many of them.

    None when another worker is at it.
    """
    ground = Ground.read(at)
    days, chunks = 0, 0
    for step in (_watch, _settle):
        if not _alone(lambda step=step: step(ground) or True):  # type: ignore[misc]
            return None
    while at_most is None or chunks < at_most:
        done = _alone(lambda: _chunk(ground))
        if done is None:
            return None
        if not done:
            return Rolled(days, is_complete=RollupState.objects.get().writers == [])
        days, chunks = days + done, chunks + 1
    return Rolled(days, is_complete=False)


def forget() -> None:
    """Let no rollup hold any more: the next run begins anew. Pages read the rows until then."""
    RollupState.objects.all().delete()


def _alone(step: Callable[[], int]) -> int | None:
    """Return what ``step`` returns, None without a call when another worker holds the lock."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return step() if cursor.fetchone()[0] else None


def _watch(ground: Ground) -> None:
    """Note changes up to today, and begin a new generation where the ground has changed."""
    today = periods.today(ground.at, ground.zone)
    bound = periods.one_day(today, ground.zone).start
    state = RollupState.objects.first()
    known = (ground.zone.key, ground.promise_seconds)
    if state is None or (state.time_zone, state.promise_seconds) != known:
        RollupState(
            id=1,
            generation=_latest_generation() + 1,
            time_zone=ground.zone.key,
            promise_seconds=ground.promise_seconds,
            started_at=ground.at,
            watched_until=bound,
            rolled_from=today,
            rolled_until=today,
        ).save()
        log.info("rollups begin anew in %s", ground.zone.key)
        return
    if state.watched_until < bound:
        state.watched_until, state.writers = bound, None
        state.save(update_fields=["watched_until", "writers"])
    if state.started_at < ground.at - KEEP_FORMER:
        for model in TABLES:
            model.objects.filter(generation__lt=state.generation).delete()


def _latest_generation() -> int:
    state = RollupState.objects.first()
    found = [model.objects.aggregate(latest=Max("generation"))["latest"] for model in TABLES]
    return max([state.generation if state else 0, *(latest or 0 for latest in found)])


def _settle(ground: Ground) -> None:
    """Settle the days before the boundary once nobody writes who began before it was moved."""
    state = RollupState.objects.get()
    if state.writers == []:
        return
    writing = _writing()
    state.writers = writing if state.writers is None else sorted({*state.writers} & {*writing})
    if not state.writers:
        state.settled_until = periods.today(state.watched_until, ground.zone)
    state.save(update_fields=["writers", "settled_until"])


def _writing() -> list[str]:
    """Return the transactions, other than this, that are writing what the rollups are made of."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITING)
        return [row[0] for row in cursor.fetchall()]


_WRITING = """
SELECT DISTINCT virtualtransaction FROM pg_locks
 WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND relation IN ('sla_clock'::regclass, 'leads_handoff'::regclass, 'sla_breach'::regclass,
                    'sla_breachshare'::regclass)
   AND pid IS DISTINCT FROM pg_backend_pid()
 ORDER BY 1
"""


def _chunk(ground: Ground) -> int:
    """Roll up one chunk: new days first, then the past, then what has changed; 0: nothing left."""
    state = RollupState.objects.get()
    if state.settled_until is None or ground.at < state.watched_until:
        return 0
    if state.rolled_until < state.settled_until:
        until = min(state.settled_until, state.rolled_until + CHUNK_DAYS * periods.ONE_DAY)
        return _extend(state, ground, state.rolled_from, until)
    newest = _newest_before(state.rolled_from, ground)
    if newest is not None:
        since = newest - (CHUNK_DAYS - 1) * periods.ONE_DAY
        return _extend(state, ground, since, state.rolled_until)
    return _refresh(state, ground)


def _extend(state: RollupState, ground: Ground, since: date, until: date) -> int:
    """Roll up the days by which ``[since, until)`` reaches further than so far."""
    new = [
        *_dates(since, state.rolled_from),
        *_dates(state.rolled_until, until),
    ]
    spans = list(runs(new, ground.zone))
    write_due(state, spans, ground.at)
    write_handed(state, spans, ground.at)
    state.rolled_from, state.rolled_until = since, until
    state.save(update_fields=["rolled_from", "rolled_until"])
    log.info("rolled up %s days from %s to %s", len(new), new[0], new[-1])
    return len(new)


def _dates(since: date, until: date) -> list[date]:
    return [since + number * periods.ONE_DAY for number in range((until - since).days)]


def _newest_before(day: date, ground: Ground) -> date | None:
    """Return the last day before ``day`` that any row is of."""
    start = periods.one_day(day, ground.zone).start
    found = [
        Clock.objects.filter(metric=metric, due_at__lt=start).aggregate(last=Max("due_at"))["last"]
        for metric in AT_HAND_OFF
    ]
    handed = Handoff.objects.filter(handed_at__lt=start).aggregate(last=Max("handed_at"))
    known = [instant for instant in (*found, handed["last"]) if instant is not None]
    return periods.today(max(known), ground.zone) if known else None


def _refresh(state: RollupState, ground: Ground) -> int:
    """Roll up anew some of the days that have changed; return how many.

    Their marks are taken away first: a change that is committed after that is marked anew.
    """
    marks = list(DirtyHour.objects.order_by("id").values_list("id", "subject", "hour")[:MOST_MARKS])
    held = {
        number: {
            pair
            for pair in days_of(subject, hour, ground.zone)
            if state.rolled_from <= pair[1] < state.rolled_until
        }
        for number, subject, hour in marks
    }
    if not held:
        return 0
    chosen = set(sorted(set().union(*held.values()), key=lambda pair: pair[1])[-CHUNK_DAYS:])
    done = [number for number, pairs in held.items() if pairs <= chosen]
    DirtyHour.objects.filter(id__in=done).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mithaq.marked', '', TRUE)")
    for subject, write in ((DUE, write_due), (HANDED, write_handed)):
        days = sorted(day for name, day in chosen if name == subject)
        if days:
            write(state, list(runs(days, ground.zone)), ground.at)
    return len(chosen) or len(done)
