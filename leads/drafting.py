"""Drafts the brief of a hand-off from what is known of the lead; the marketer corrects it."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leads.brief import BriefText
from leads.models import Handoff, Lead, Outcome
from personas.fit import fold


def draft(lead: Lead, last: Handoff | None) -> BriefText:
    """Return the brief as far as it writes itself.

    ``lead`` with source, campaign and persona loaded; ``last`` is its former hand-off, if any, with
    its reason. A part that nothing is known for stays empty.
    """
    return BriefText(
        who=_who(lead),
        did=_joined([lead.lead_type, *_names(lead.source, lead.campaign)]),
        wants=lead.notes,
        why_now=_returned(last),
    ).cleaned()


def _who(lead: Lead) -> str:
    size = _("%(size)s employees") % {"size": f"{lead.company_size:,}"} if lead.company_size else ""
    persona = [_("persona: %(name)s") % {"name": lead.persona}] if lead.persona else []
    company = [lead.company_name, lead.industry, size, lead.region]
    return _joined([lead.name, lead.job_title, *company, *persona])


def _names(*nouns: object) -> list[str]:
    return [str(noun) for noun in nouns if noun is not None]


def _joined(parts: Iterable[str]) -> str:
    """Return ``parts`` in one line, without what was said already in other letters."""
    said = {fold(part): part for part in reversed([part for part in parts if part])}
    return " · ".join(reversed(said.values()))


def _returned(last: Handoff | None) -> str:
    """Return what came of the former hand-off: the reason to offer the lead again."""
    if last is None or last.closed_at is None or last.outcome == Outcome.WITHDRAWN:
        return ""
    day = date_format(timezone.localtime(last.closed_at), "DATE_FORMAT")
    reason = _joined([str(last.reason) if last.reason else "", last.reason_text])
    said = {"outcome": last.get_outcome_display(), "day": day, "reason": reason}
    if not reason:
        return _("%(outcome)s on %(day)s.") % said
    return _("%(outcome)s on %(day)s: %(reason)s") % said
