"""The review of a month and of a quarter, at ten thousand and at a million hand-offs."""

from http import HTTPStatus
from time import perf_counter
from typing import Any
from unittest import mock

from django.db import connection, reset_queries
from django.test import Client, override_settings

from bench import company
from bench.dashboard import past_of, seconds_of
from dashboards import rollups
from teams.models import Membership, Role, Side, Team, User

_SMALL = 10_000
_PAGES = {
    "review of a month": "/review/2026-10/",
    "review of the month that runs": "/review/2026-11/",
    "review of a quarter": "/review/2026-q3/",
    "review of a quarter, what stands out": "/review/2026-q3/evidence/",
    "review API, a quarter": "/api/v1/reviews/2026-q3/",
}


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure each page over ``rows`` hand-offs of two years; the floor is over 10,000 of them."""
    few, many = _measured(min(_SMALL, rows)), _measured(rows)
    return [
        {
            "name": f"{name}, {rows:,} hand-offs",
            "value": round(many[name] * scale, 1),
            "unit": unit,
            "floor": round(few[name] * scale, 1),
            "ratio": round(many[name] / few[name], 2),
        }
        for name, scale, unit in [
            *((name, 1000, "ms") for name in _PAGES),
            ("review queries", 1, "queries"),
            ("rollups of two years, for the review", 1, "s"),
        ]
    ]


@override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False)
def _measured(rows: int) -> dict[str, float]:
    """Return the seconds of each page, and the number of queries of a quarter's."""
    past_of(rows)
    with connection.cursor() as cursor:
        for statement in (_WHY, _TOUCHES, _DECISIONS):
            cursor.execute(statement, {"now": company.NOW})
        cursor.execute("VACUUM ANALYZE")
    browser = Client()
    browser.force_login(_manager(), backend="django.contrib.auth.backends.ModelBackend")
    with mock.patch("django.utils.timezone.now", return_value=company.NOW):
        began = perf_counter()
        rollups.roll_up(at=company.NOW)
        found: dict[str, float] = {
            "rollups of two years, for the review": perf_counter() - began,
        }
        found |= {
            name: seconds_of(lambda url=url: browser.get(url).status_code)  # type: ignore[misc]
            for name, url in _PAGES.items()
        }
        with override_settings(DEBUG=True):
            reset_queries()
            if browser.get(_PAGES["review of a quarter"]).status_code != HTTPStatus.OK:
                raise AssertionError
            found["review queries"] = len(connection.queries)
    return found


def _manager() -> User:
    """Return a manager of sales."""
    manager = User.objects.create(email="manager@example.com", name="Manager")
    Membership.objects.create(
        user=manager, team=Team.objects.get(side=Side.SALES), role=Role.MANAGER
    )
    return manager


# Rejections name one of the reasons.
_WHY = """
    UPDATE leads_handoff h SET reason_id = r.id
      FROM (SELECT min(id) AS id FROM leads_returnreason WHERE kind = 'reject') r
     WHERE h.outcome = 'rejected'"""
_TOUCHES = """
    INSERT INTO leads_touch (code, handoff_id, by_id, channel, outcome, occurred_at, logged_at,
        note)
    SELECT gen_random_uuid(), id, owner_id, 'call', 'reached', first_touch_at, first_touch_at, ''
      FROM leads_handoff WHERE first_touch_at < %(now)s"""
_DECISIONS = """
    INSERT INTO leads_stagechange (lead_id, handoff_id, move, from_stage, to_stage, at, recorded_at,
        by_id)
    SELECT h.lead_id, h.id, d.move, 'mql', 'mql', d.at, d.at, d.by
      FROM leads_handoff h, (SELECT min(id) AS first FROM teams_user) u,
           LATERAL (VALUES ('reject', h.closed_at, u.first + mod(h.id, 64)),
                           ('win', h.qualified_at, h.owner_id)) AS d (move, at, by)
     WHERE d.at < %(now)s"""
