"""Claims a second through the whole verb, with many clients at one queue; none claimed twice."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from itertools import count
from threading import Thread
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from bench import company
from leads import lifecycle
from leads.models import Handoff, StageChange
from leads.refusals import AlreadyClaimed
from teams.models import User

_CLIENTS = 64
_MOST_CLAIMS = 4_000
_AT = company.NOW


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure ``rows`` (at most 4,000) claims by 64 clients who all work down the same queue.

    The floor is a bare conditional UPDATE with one event row, by the same clients.
    """
    claims = max(_CLIENTS, min(rows, _MOST_CLAIMS))
    floor = max(_rate(claims, _bare) for _ in range(2))
    rate = max(_rate(claims, _verb) for _ in range(2))
    _check(claims)
    return [
        {
            "name": f"claim, {_CLIENTS} clients, {claims:,} leads",
            "value": round(rate),
            "unit": "claims/s",
            "floor": round(floor),
            "ratio": round(floor / rate, 2),
        }
    ]


def _rate(claims: int, work: Callable[[Handoff, User], bool]) -> float:
    """Return the successful claims a second of all clients together."""
    company.empty()
    reps = company.people()
    company.agreement()
    company.unclaimed(claims, due_from=_AT + timedelta(hours=1), due_to=_AT + timedelta(hours=9))
    waiting = list(Handoff.objects.select_related("lead").order_by("pk"))
    places = count()

    def client(rep: User) -> None:
        try:
            _ = rep.roles
            while (place := next(places)) < 2 * len(waiting):
                work(copy(waiting[place // 2]), rep)  # two clients go for each lead
        finally:
            connection.close()

    threads = [Thread(target=client, args=(rep,)) for rep in reps]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return claims / (perf_counter() - began)


def _verb(handoff: Handoff, rep: User) -> bool:
    try:
        lifecycle.claim(handoff=handoff, at=_AT, by=rep)
    except AlreadyClaimed:
        return False
    return True


def _bare(handoff: Handoff, rep: User) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE leads_handoff SET owner_id = %s, claimed_at = %s"
            " WHERE id = %s AND claimed_at IS NULL RETURNING lead_id",
            [rep.pk, _AT, handoff.pk],
        )
        row = cursor.fetchone()
        if row is None:
            return False
        cursor.execute(
            "INSERT INTO leads_stagechange"
            " (lead_id, handoff_id, move, from_stage, to_stage, at, recorded_at, by_id)"
            " VALUES (%s, %s, 'claim', 'mql', 'sal', %s, %s, %s)",
            [row[0], handoff.pk, _AT, _AT, rep.pk],
        )
        return True


def _check(claims: int) -> None:
    """Raise unless each lead was claimed exactly once and each claim left its change."""
    claimed = Handoff.objects.filter(claimed_at__isnull=False).count()
    changes = StageChange.objects.filter(move="claim").count()
    if not claimed == changes == claims:
        raise AssertionError(f"{claims} leads, {claimed} claimed, {changes} changes")
