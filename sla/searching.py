"""The search's answer in words: each lead with its stage, who has it and what its clock shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from leads import finding
from leads.finding import CompanyHit, LeadHit
from sla.faces import Face, faces
from sla.models import AT_HAND_OFF, Clock

# Below the box, and on the page of its own.
IN_BOX, ON_PAGE = 6, 50


@dataclass(frozen=True)
class LeadLine:
    """One lead; ``clock`` is None where no promise runs, ``hands`` "" where nobody has to act."""

    hit: LeadHit
    hands: str
    clock: Face | None


@dataclass(frozen=True)
class Answer:
    """What was found for ``text``; the addresses show all of it: a page, the list of leads."""

    text: str
    leads: list[LeadLine] = field(default_factory=list)
    companies: list[CompanyHit] = field(default_factory=list)
    has_more: bool = False
    is_too_short: bool = False
    all_url: str = ""
    list_url: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was found."""
        return not self.leads and not self.companies


def answer(*, text: str, at: datetime, size: int = ON_PAGE) -> Answer:
    """Return what ``text`` finds: up to ``size`` leads with their clocks at ``at``, companies."""
    found = finding.find(text, size=size)
    clocks = _clocks((hit.handoff_id for hit in found.leads if hit.handoff_id), at)
    query = urlencode({"q": found.text})
    return Answer(
        text=found.text,
        leads=[_line(hit, clocks) for hit in found.leads],
        companies=found.companies,
        has_more=found.has_more,
        is_too_short=found.is_too_short,
        all_url=f"{reverse('sla:search')}?{query}",
        list_url=f"{reverse('leads:leads')}?{query}",
    )


def _line(hit: LeadHit, clocks: dict[int, Face]) -> LeadLine:
    hands = hit.owner or (_("Waiting to be claimed") if hit.handoff_id else "")
    return LeadLine(hit, hands, clocks.get(hit.handoff_id) if hit.handoff_id else None)


def _clocks(handoff_ids: Iterable[int], at: datetime) -> dict[int, Face]:
    """Return for each hand-off what its most urgent running clock shows."""
    rows = Clock.objects.filter(
        handoff_id__in=list(handoff_ids),
        metric__in=AT_HAND_OFF,
        stopped_at__isnull=True,
        voided_at__isnull=True,
    )
    latest_first = rows.select_related("calendar_version").order_by("-due_at", "-pk")
    urgent = {clock.handoff_id: clock for clock in latest_first}
    shown = faces(urgent.values(), at)
    return {handoff_id: shown[clock.pk] for handoff_id, clock in urgent.items()}
