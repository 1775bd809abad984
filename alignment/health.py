"""Is the process alive, and is it ready to serve: for load balancers and whoever is on call.

Both are answered before any other layer, so that a lost database or cache, a redirect to https or
an unknown host name does not answer in their place. They say what is wrong, never where.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from redis import Redis, RedisError

from sla import health

WAIT_SECONDS = 2
log = logging.getLogger(__name__)
Check = dict[str, Any]


class HealthMiddleware:
    """Answers ``/healthz`` and ``/readyz``; passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the two addresses to GET and HEAD."""
        answers = {"/healthz": healthz, "/readyz": readyz}
        answer = answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = answer()
        response.headers["Cache-Control"] = "no-store"
        return response


def healthz() -> HttpResponse:
    """Say that this process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponse:
    """Say whether all that a page needs is there, and whether promises are being watched.

    Status 503 when anything is missing; ``checks`` says what.
    """
    database = _asked("database", _database)
    checks = {"database": database, "broker": _asked("broker", _broker)}
    if database["ok"]:
        checks["migrations"] = _asked("migrations", _migrations)
    if database["ok"] and checks["migrations"]["ok"]:
        checks["sweep"] = _asked("sweep", _sweep)
    is_ready = all(check["ok"] for check in checks.values())
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


def _asked(name: str, check: Callable[[], Check]) -> Check:
    """Return what ``check`` says; its error goes to the log, since it may name addresses."""
    try:
        return check()
    except (DatabaseTrouble, RedisError, OSError):
        log.exception("Not ready: %s", name)
        return {"ok": False}


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"ok": True}


def _broker() -> Check:
    with Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_timeout=WAIT_SECONDS,
        socket_connect_timeout=WAIT_SECONDS,
    ) as broker:
        return {"ok": bool(broker.ping())}


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"ok": missing == 0, "missing": missing}


def _sweep() -> Check:
    _swept_at, age_seconds = health.last_sweep(timezone.now())
    return {
        "ok": health.is_watched(age_seconds),
        "age_seconds": age_seconds,
        "stale_after_seconds": settings.SWEEP_STALE_SECONDS,
    }
