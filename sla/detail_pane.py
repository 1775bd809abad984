"""The pane beside the queue, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kit.names import initials
from leads.facts import plain_facts
from leads.models import Brief, Handoff, Lead
from personas.fit import evaluate
from personas.matching import rules_of
from sla import timeline
from sla.contact import contact_of
from sla.queue_page import RowText

LATEST_EVENTS = 5


@dataclass(frozen=True)
class Detail:
    """The pane; the fields are described in ``templates/sla/_detail.html``."""

    row: RowText
    name: str
    initials: str
    job_title: str
    company: str
    phone: str
    tel_url: str
    whatsapp_url: str
    email: str
    is_do_not_contact: bool
    facts: list[dict[str, Any]]
    brief: dict[str, Any] | None
    fit: dict[str, Any] | None
    opener: str
    activity: list[timeline.Event]


def detail(handoff: Handoff, row: RowText, at: datetime) -> Detail:
    """Return the pane of ``handoff`` (read by ``leads.reading``), beside its ``row``."""
    lead = handoff.lead
    contact = contact_of(lead)
    return Detail(
        row=row,
        name=row.name,
        initials=initials(row.name),
        job_title=lead.job_title,
        company=row.company,
        phone=contact.phone,
        tel_url=contact.tel_url,
        whatsapp_url=contact.whatsapp_url,
        email=contact.email,
        is_do_not_contact=lead.is_do_not_contact,
        facts=snapshot_facts(handoff),
        brief=brief_text(handoff),
        fit=fit_text(lead),
        opener=lead.persona.opener if lead.persona else "",
        activity=timeline.of_lead(lead, at)[:LATEST_EVENTS],
    )


def snapshot_facts(handoff: Handoff) -> list[dict[str, Any]]:
    """Return what the hand-off's promises were matched by, and the company's size."""
    lead = handoff.lead
    size = f"{lead.company_size:,}" if lead.company_size is not None else ""
    return [
        {"label": _("Persona"), "value": handoff.persona.name if handoff.persona else ""},
        {"label": _("Source"), "value": handoff.source.name if handoff.source else ""},
        {"label": _("Company size"), "value": size},
    ]


def brief_text(handoff: Handoff) -> dict[str, Any] | None:
    """Return the brief's parts with who wrote it; None for a hand-off without one."""
    brief: Brief | None = getattr(handoff, "brief", None)
    if brief is None:
        return None
    return {
        "who": brief.who,
        "did": brief.did,
        "wants": brief.wants,
        "why_now": brief.why_now,
        "by": handoff.handed_by.name if handoff.handed_by else "",
        "is_bulk": handoff.is_bulk,
    }


def fit_text(lead: Lead) -> dict[str, Any] | None:
    """Return the lead's fit to its persona with each reason in words; None without a persona."""
    persona = lead.persona
    if persona is None:
        return None
    criteria = {criterion.pk: str(criterion) for criterion in persona.criteria.all()}
    fit = evaluate(rules_of(persona), plain_facts(lead))
    reasons = [
        {"text": criteria[reason.rule.key], "is_met": reason.is_met, "note": _shown(reason.value)}
        for reason in fit.reasons
    ]
    return {"persona": persona.name, "score": f"{fit.score}%", "reasons": reasons}


def _shown(value: object) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)
