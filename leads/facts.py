"""The facts about a lead that personas, profiles and definitions ask for."""

from collections.abc import Iterable

from leads.models import Brief, Handoff, Lead, Touch, TouchOutcome
from leads.terms import TermsText
from personas.fit import Fact, Facts
from personas.matching import matches
from personas.models import IdealCustomerProfile, Persona

CONFIRMATIONS = ("has_budget", "has_authority", "has_need", "has_timing")


def plain_facts(lead: Lead) -> dict[str, Fact]:
    """Return what stands in the lead's own row; ``source`` should be loaded."""
    return {
        "name": lead.name,
        "company_name": lead.company_name,
        "job_title": lead.job_title,
        "seniority": lead.seniority,
        "email": lead.email,
        "phone": lead.phone,
        "industry": lead.industry,
        "company_size": lead.company_size,
        "region": lead.region,
        "source": lead.source.name if lead.source else "",
        "lead_type": lead.lead_type,
        "grade": lead.grade,
        "external_id": lead.external_id,
        "has_contact": bool(lead.email or lead.phone),
        "has_persona": lead.persona_id is not None,
    }


def facts_of(lead: Lead, wanted: Iterable[Persona | IdealCustomerProfile]) -> dict[str, Fact]:
    """Return the lead's facts with its fit to its persona and its best fit to a profile.

    ``wanted``: current personas and profiles with their criteria, loaded once for many leads.
    """
    facts = plain_facts(lead)
    found = matches(facts, wanted)
    own = [m for m in found if isinstance(m.wanted, Persona) and m.wanted.pk == lead.persona_id]
    profiles = [m for m in found if isinstance(m.wanted, IdealCustomerProfile)]
    facts["persona_fit"] = own[0].fit.score if own else 0
    facts["profile_fit"] = profiles[0].fit.score if profiles else 0
    return facts


def handoff_facts(handoff: Handoff, brief: Brief, terms: TermsText) -> dict[str, Fact]:
    """Return the facts that only a hand-off has: its brief, its touches."""
    outcomes = list(Touch.objects.filter(handoff=handoff).values_list("outcome", flat=True))
    parts = {"who": brief.who, "did": brief.did, "wants": brief.wants, "why_now": brief.why_now}
    return {
        "is_brief_complete": all(parts[name] for name in terms.required_brief_fields),
        "has_touch": bool(outcomes),
        "was_reached": TouchOutcome.REACHED in outcomes,
    }


def confirmed_facts(confirmed: Iterable[str]) -> Facts:
    """Return what the rep vouches for, such as a confirmed budget."""
    return {name: name in set(confirmed) for name in CONFIRMATIONS}


def wanted_now() -> list[Persona | IdealCustomerProfile]:
    """Return the current personas and profiles with their criteria: four queries."""
    personas = list(Persona.objects.current().with_criteria())
    return [*personas, *IdealCustomerProfile.objects.current().with_criteria()]
