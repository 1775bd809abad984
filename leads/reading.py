"""Finds single leads and hand-offs for the doors: with all a page needs, or 404."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from leads.models import Handoff, Lead, Touch


def handoff_or_404(code: UUID) -> Handoff:
    """Return the hand-off with its lead, source, persona and brief; 404 when unknown.

    Its snapshot nearly always names the lead's own source and persona: they are read once. With
    all it names joined, PostgreSQL would spend longer on planning than on everything else; the
    people are read when they are asked for.
    """
    rows = Handoff.objects.select_related("lead__source", "lead__persona", "brief")
    found: Handoff = get_object_or_404(rows, code=code)
    lead = found.lead
    if found.source_id == lead.source_id:
        found.source = lead.source
    if found.persona_id == lead.persona_id:
        found.persona = lead.persona
    return found


def lead_or_404(code: UUID) -> Lead:
    """Return the lead with its source, campaign and persona; 404 when unknown."""
    rows = Lead.objects.select_related("source", "campaign", "persona", "created_by")
    found: Lead = get_object_or_404(rows, code=code)
    return found


def touch_or_404(code: UUID) -> Touch:
    """Return the touch, struck out or not, with its hand-off and lead; 404 when unknown."""
    rows = Touch.every.select_related("handoff__lead__source", "handoff__brief")
    found: Touch = get_object_or_404(rows, code=code)
    return found
