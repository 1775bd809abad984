"""The queue's first page at a thousand and at a million waiting leads."""

from datetime import timedelta
from http import HTTPStatus
from time import perf_counter
from typing import Any

from django.db import connection, reset_queries
from django.test import Client, override_settings

from bench import company
from sla import sweep as sweeping
from teams.models import User

_SMALL = 1_000
_TIMES = 15


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure the whole page, rendered, over ``rows`` waiting leads; the floor is over 1,000."""
    small, few = _page(min(_SMALL, rows))
    large, many = _page(rows)
    return [
        {
            "name": f"queue page, {rows:,} waiting",
            "value": round(large * 1000, 1),
            "unit": "ms",
            "floor": round(small * 1000, 1),
            "ratio": round(large / small, 2),
        },
        {
            "name": "queue page, queries",
            "value": many,
            "unit": "queries",
            "floor": few,
            "ratio": round(many / few, 2),
        },
    ]


@override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False)
def _page(rows: int) -> tuple[float, int]:
    """Return the seconds of the quickest of several requests, and their number of queries."""
    company.empty()
    rep: User = company.people()[0]
    company.agreement()
    first = company.NOW - timedelta(minutes=30)
    company.unclaimed(rows, due_from=first, due_to=first + timedelta(hours=8))
    sweeping.sweep(at=company.NOW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE sla_clock")
    browser = Client()
    browser.force_login(rep, backend="django.contrib.auth.backends.ModelBackend")
    seconds = []
    for _ in range(_TIMES):
        began = perf_counter()
        response = browser.get("/queue/")
        seconds.append(perf_counter() - began)
        if response.status_code != HTTPStatus.OK:
            raise AssertionError(response.status_code)
    connection.force_debug_cursor = True
    reset_queries()
    browser.get("/queue/")
    queries = len(connection.queries)
    connection.force_debug_cursor = False
    return min(seconds), queries
