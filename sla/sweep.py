"""The sweep: flags what is newly at risk or breached, exactly once, dated at the true instant.

Set-based and in chunks, so that its cost grows with what is newly due and never with what is open,
and so that a claim never waits behind it. Killed half-way, run twice, by two workers, or after a
day's outage, it ends in the same rows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from kit.instants import whole_second
from sla import pausing
from sla.flagging import Spared, flag_chunk
from sla.models import SweepRun

_LOCK = 7_146_001  # any number, the same in every worker
# So long a sweep leaves the clocks of a run to it; what a run that nobody carries on leaves behind
# is judged as it stands.
PATIENCE = timedelta(minutes=15)
# Besides the lock: the texts of calendars that a run is about to take clocks off, and the version
# that a run is about to put clocks under. They are not to be judged by what no longer holds.
_TAKE = """
    SELECT pg_try_advisory_xact_lock(%(lock)s), set_config('synchronous_commit', 'off', true),
           (SELECT array_agg(v.id)
              FROM sla_recalculation r
              JOIN sla_calendarversion n ON n.id = r.version_id
              JOIN sla_calendarversion v ON v.calendar_id = n.calendar_id AND v.number < n.number
             WHERE r.status IN ('queued', 'running')
               AND r.created_at > %(since)s AND r.created_at <= %(at)s),
           (SELECT r.version_id
              FROM sla_rematching r
             WHERE r.status IN ('queued', 'running')
               AND r.created_at > %(since)s AND r.created_at <= %(at)s
             ORDER BY r.id DESC LIMIT 1)
"""


@dataclass(frozen=True)
class Swept:
    """What one pass did: clocks newly at risk, clocks newly breached."""

    warned: int = 0
    breached: int = 0


def sweep(*, at: datetime) -> Swept | None:
    """Flag all that has fallen due before ``at``; None when another worker is at it.

    ``at`` is bound once for the whole pass, cut to the second as the answers are: one that comes
    within the due second is in time, so nobody is told before that second is over.
    """
    at = whole_second(at)
    pausing.end_expired(at=at)
    warned = breached = 0
    while True:
        with transaction.atomic():
            spared = _take(at)
            if spared is None:
                return None
            looked_at, newly_warned, newly_breached = flag_chunk(at, spared=spared)
        warned += newly_warned
        breached += newly_breached
        if not looked_at:
            return Swept(warned, breached)


def note(*, swept: Swept, at: datetime, finished_at: datetime) -> SweepRun:
    """Keep the record of a pass: its age is the health of beat, broker, worker and database."""
    return SweepRun.objects.create(
        at=at,
        finished_at=finished_at,
        warned_count=swept.warned,
        breached_count=swept.breached,
    )


def _take(at: datetime) -> Spared | None:
    """Return what to leave alone, None while another worker is at it; this waits for no disk.

    What a crash of the server takes back, the next pass writes again, the very same. Nothing can
    have been told of it: whoever tells commits after it and does wait, and the log of the server
    ends after both or before both.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"lock": _LOCK, "at": at, "since": at - PATIENCE})
        is_ours, _set, texts, version_id = cursor.fetchone()
    return Spared(texts or (), version_id) if is_ours else None
