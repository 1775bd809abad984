"""The fate of leads, and of a persona's, at ten thousand and at a million hand-offs."""

from http import HTTPStatus
from time import perf_counter
from typing import Any
from unittest import mock

from django.db import connection, reset_queries
from django.test import Client, override_settings

from bench import company
from bench.dashboard import past_of, seconds_of
from dashboards import rollups
from personas.models import Persona
from teams.models import Membership, Role, Side, Team, User

_SMALL = 10_000
_PAGES = {
    "fate by campaign, a month": "/fate/",
    "fate by campaign, a year": "/fate/?period=year",
    "fate by source, a year": "/fate/?by=source&period=year",
    "fate by persona, a year": "/fate/?by=persona&period=year",
    "fate as a file, a year": "/fate/figures.csv?period=year",
    "leads of a campaign": "/dashboard/leads/?figure=won&period=year&campaign={campaign}",
    "page of a campaign": "/campaigns/{campaign}/",
    "page of a persona": "/personas/{persona}/",
    "list of personas": "/personas/",
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
            ("fate queries", 1, "queries"),
            ("rollups of two years, with campaigns", 1, "s"),
        ]
    ]


@override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False)
def _measured(rows: int) -> dict[str, float]:
    """Return the seconds of each page, and the number of queries of the first."""
    past_of(rows)
    with connection.cursor() as cursor:
        for statement in (_NAMES, _PERSONAS, _OF_LEADS, _OF_HANDOFFS, _WON, _COSTS):
            cursor.execute(statement, {"now": company.NOW})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT min(id) FROM leads_campaign")
        campaign = cursor.fetchone()[0]
    persona = Persona.objects.earliest("pk").code
    browser = Client()
    browser.force_login(_marketer(), backend="django.contrib.auth.backends.ModelBackend")
    with mock.patch("django.utils.timezone.now", return_value=company.NOW):
        began = perf_counter()
        rollups.roll_up(at=company.NOW)
        found: dict[str, float] = {
            "rollups of two years, with campaigns": perf_counter() - began,
        }
        urls = {
            name: url.format(campaign=campaign, persona=persona) for name, url in _PAGES.items()
        }
        found |= {
            name: seconds_of(lambda url=url: browser.get(url).status_code)  # type: ignore[misc]
            for name, url in urls.items()
        }
        with override_settings(DEBUG=True):
            reset_queries()
            if browser.get(urls["fate by campaign, a year"]).status_code != HTTPStatus.OK:
                raise AssertionError
            found["fate queries"] = len(connection.queries)
    return found


def _marketer() -> User:
    """Return a marketer."""
    marketer = User.objects.create(email="marketer@example.com", name="Marketer")
    team, _made = Team.objects.get_or_create(side=Side.MARKETING, defaults={"name": "Marketing"})
    Membership.objects.create(user=marketer, team=team, role=Role.MARKETER)
    return marketer


_NAMES = """
    INSERT INTO leads_campaign (name) SELECT 'Campaign ' || g FROM generate_series(1, 40) g
        ON CONFLICT DO NOTHING"""
_PERSONAS = """
    INSERT INTO personas_persona (code, name, role, description, pains, goals, objections, answers,
        messages, channels, opener)
    SELECT gen_random_uuid(), 'Persona ' || g, '', '', '', '', '', '', '', '', ''
      FROM generate_series(1, 5) g
        ON CONFLICT DO NOTHING"""
_OF_LEADS = """
    UPDATE leads_lead l
       SET campaign_id = c.first + mod(l.id, 50), persona_id = p.first + mod(l.id, 5)
      FROM (SELECT min(id) AS first, max(id) AS last FROM leads_campaign) c,
           (SELECT min(id) AS first FROM personas_persona) p
     WHERE c.first + mod(l.id, 50) <= c.last"""
_OF_HANDOFFS = """
    UPDATE leads_handoff h SET campaign_id = l.campaign_id, persona_id = l.persona_id
      FROM leads_lead l WHERE l.id = h.lead_id AND l.campaign_id IS NOT NULL"""
_WON = """
    UPDATE leads_handoff SET won_value = 1000 + mod(id, 9000) WHERE outcome = 'won'"""
_COSTS = """
    INSERT INTO leads_cost (code, campaign_id, from_date, to_date, amount, note, entered_at)
    SELECT gen_random_uuid(), c.id, d::date, d::date + 29, 1000 + mod(c.id, 7) * 100, '', %(now)s
      FROM leads_campaign c,
           generate_series(%(now)s - interval '720 days', %(now)s, interval '30 days') d"""
