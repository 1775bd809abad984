"""One lead with all that is known: facts, fit, its hand-offs, the clocks of the open one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_pages import Row
from kit.api_schema import reads
from leads.facts import facts_of, wanted_now
from leads.models import Handoff, Lead
from leads.reading import lead_or_404
from leads.shapes import handoff as told
from leads.shapes.lead import LeadShape, tell_lead
from personas.matching import Match, matches
from personas.models import Persona
from personas.shapes import FitShape, tell_fit
from sla.api.clocks import ClocksShape, tell_clocks

PERSONA, PROFILE = "persona", "profile"


class MatchShape(FitShape):
    """How well the lead fits one persona or profile."""

    of = serializers.ChoiceField(choices=[(PERSONA, PERSONA), (PROFILE, PROFILE)])
    code = serializers.UUIDField()
    name = serializers.CharField()
    letter = serializers.CharField()


class WholeLead(LeadShape):
    """A lead with all that is known of it."""

    notes = serializers.CharField()
    facts = serializers.DictField(help_text="What criteria ask for, by name.")
    fit = MatchShape(many=True)
    handoffs = told.HandoffShape(many=True)
    clocks = ClocksShape(help_text="Of the open hand-off.")


@extend_schema(
    operation_id="leads_read",
    tags=["Leads"],
    responses=reads(WholeLead),
    summary="Read a lead",
    description="With its facts, its fit to every persona and profile with the reasons (the best "
    "first), its hand-offs (the latest first) and the clocks of the open one.",
)
@api_view(["GET"])
def one_lead(request: Request, code: UUID) -> Response:
    """Read one lead."""
    lead = lead_or_404(code)
    return Response(tell_lead(lead) | _fit(lead) | _handoffs(lead, timezone.now()))


def _fit(lead: Lead) -> Row:
    wanted = wanted_now()
    facts = facts_of(lead, wanted)
    return {
        "notes": lead.notes,
        "facts": facts,
        "fit": [_match(match) for match in matches(facts, wanted)],
    }


def _match(match: Match) -> dict[str, Any]:
    return {
        "of": PERSONA if isinstance(match.wanted, Persona) else PROFILE,
        "code": match.wanted.code,
        "name": match.wanted.name,
        "letter": match.fit.letter,
    } | tell_fit(match.fit, match.wanted.criteria.all())


def _handoffs(lead: Lead, at: datetime) -> Row:
    rows = Handoff.objects.filter(lead=lead).order_by("-cycle")
    return {
        "handoffs": told.tell_handoffs(list(told.as_rows(rows))),
        "clocks": tell_clocks([row for row in rows if row.is_open], at),
    }
