"""The pane beside the queue, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.names import initials
from leads.facts import plain_facts
from leads.models import Brief, Handoff, Lead
from leads.possible import refusal_of
from leads.stages import MOVES, Actor, Move
from personas.fit import evaluate
from sla import standstill, timeline
from sla.contact import Contact, contact_of
from sla.events import Event
from sla.faces import READ_BY_FACES
from sla.models import Clock, Pause
from sla.pausing import may_pause
from sla.queue_page import RowText
from sla.verdicts import IS_RUNNING
from teams.models import User

LATEST_EVENTS = 5

# Offered where a hand-off is shown, in no order; the hand-off itself stands among marketing's own.
_OF_A_HANDOFF = tuple(
    Move(move)
    for move, rule in MOVES.items()
    if rule.actor not in {Actor.SYSTEM, Actor.AUTHOR}
    and rule.sources
    and move not in {Move.HAND_OFF, Move.UNDO_CLAIM, Move.QUALIFY_MQL, Move.ANSWER}
)


@dataclass(frozen=True)
class Detail:
    """The pane; the fields are described in ``templates/sla/_detail.html``."""

    row: RowText
    code: str
    name: str
    initials: str
    job_title: str
    company: str
    contact: Contact
    acts: frozenset[str]
    facts: list[dict[str, Any]]
    brief: dict[str, Any] | None
    fit: dict[str, Any] | None
    opener: str
    activity: list[Event]

    @property
    def is_call_next(self) -> bool:
        """Return whether a call is what comes next: it is one's own, and its clock still runs."""
        is_theirs = "touch" in self.acts and not self.row.claim_url
        can_call = bool(self.contact.tel_url) and not self.contact.is_refused
        return is_theirs and can_call and self.row.clock.due is not None


def detail(handoff: Handoff, row: RowText, at: datetime, by: User) -> Detail:
    """Return the pane of ``handoff`` (read by ``leads.reading``) for ``by``, beside its ``row``."""
    lead = handoff.lead
    if handoff.owner_id == by.pk:
        handoff.owner = by
    return Detail(
        row=row,
        code=str(handoff.code),
        name=row.name,
        initials=initials(row.name),
        job_title=lead.job_title,
        company=row.company,
        contact=contact_of(lead),
        acts=acts_on(handoff, by) | _pause_acts(handoff, by, at) if by.is_seller else frozenset(),
        facts=snapshot_facts(handoff),
        brief=brief_text(handoff),
        fit=fit_text(lead),
        opener=lead.persona.opener if lead.persona else "",
        activity=timeline.of_lead(lead, at, at_most=LATEST_EVENTS),
    )


def acts_on(handoff: Handoff, by: User) -> frozenset[str]:
    """Return the moves that ``by`` may make on ``handoff`` now, by name."""
    return frozenset(str(move) for move in _OF_A_HANDOFF if refusal_of(move, handoff, by) is None)


def _pause_acts(handoff: Handoff, by: User, at: datetime) -> set[str]:
    """Return whether ``by`` may pause or resume ``handoff``: a query for those who might."""
    if not may_pause(handoff, by):
        return set()
    lasting = Pause.objects.filter(handoff=OuterRef("handoff"), ended_at__isnull=True)
    rows = Clock.objects.filter(IS_RUNNING, handoff=handoff).select_related("target")
    found = rows.only(*READ_BY_FACES, "target__pause_reasons").annotate(is_paused=Exists(lasting))
    clocks = list(found)
    # A pause that lasts while no clock runs any more keeps nothing from being done.
    is_paused = any(clock.is_paused for clock in clocks)
    return standstill.acts(handoff, by, at, is_paused=is_paused, clocks=clocks)


def size_words(lead: Lead) -> str:
    """Return how many people the lead's company has, in words; "" where unknown."""
    size = lead.company_size
    if size is None:
        return ""
    return ngettext("%(n)s employee", "%(n)s employees", size) % {"n": f"{size:,}"}


def snapshot_facts(handoff: Handoff) -> list[dict[str, Any]]:
    """Return what the hand-off's promises were matched by, and the company's size."""
    lead = handoff.lead
    return [
        {"label": _("Persona"), "value": handoff.persona.name if handoff.persona else ""},
        {"label": _("Source"), "value": handoff.source.name if handoff.source else ""},
        {"label": _("Company size"), "value": size_words(lead)},
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
    criteria = {criterion.pk: criterion for criterion in persona.criteria.all()}
    fit = evaluate([criterion.as_rule() for criterion in criteria.values()], plain_facts(lead))
    reasons = [
        {
            "text": str(criteria[reason.rule.key]),
            "is_met": reason.is_met,
            "note": _shown(reason.value),
        }
        for reason in fit.reasons
    ]
    return {"persona": persona.name, "score": f"{fit.score}%", "reasons": reasons}


def _shown(value: object) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)
