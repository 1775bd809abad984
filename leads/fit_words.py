"""A lead held against criteria, in words: what is met, what is not, what is not known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from leads.facts import facts_of, plain_facts, wanted_now
from leads.models import Lead
from leads.qualifying import Check
from personas.fit import Fact, Fit
from personas.matching import Match, matches
from personas.models import BaseCriterion, FactName, IdealCustomerProfile, Persona

_LEFT_TO_RIGHT = frozenset({FactName.EMAIL, FactName.PHONE, FactName.EXTERNAL_ID, FactName.GRADE})
_PERCENTAGES = frozenset({FactName.PERSONA_FIT, FactName.PROFILE_FIT})


@dataclass(frozen=True)
class Line:
    """One criterion: its words, whether it is met (None: not known), the lead's own value."""

    text: str
    is_met: bool | None
    note: str
    fact: str


@dataclass(frozen=True)
class FitText:
    """The fit to one persona or profile: its name, "75%", the reasons."""

    name: str
    score: str
    reasons: list[Line]


def check_lines(found: Check) -> list[Line]:
    """Return the criteria of the definition that a lead was held against."""
    criteria = found.definition.criteria.all() if found.definition else ()
    return _lines(criteria, found.fit)


def facts_in_words(lead: Lead) -> list[dict[str, Any]]:
    """Return what criteria may ask of ``lead`` and is known: label, value, is_ltr of each fact."""
    return [
        {
            "label": str(FactName(name).label),
            "value": _note(name, value, is_required=False),
            "is_ltr": name in _LEFT_TO_RIGHT,
        }
        for name, value in plain_facts(lead).items()
        if value and not isinstance(value, bool)
    ]


def fits_of(lead: Lead) -> list[FitText]:
    """Return the fit to the lead's own persona and to the profile it fits best: four queries."""
    wanted = wanted_now()
    found = matches(facts_of(lead, wanted), wanted)
    own = [m for m in found if isinstance(m.wanted, Persona) and m.wanted.pk == lead.persona_id]
    profiles = [m for m in found if isinstance(m.wanted, IdealCustomerProfile) and m.fit.reasons]
    return [_fit_text(match) for match in (*own, *profiles[:1])]


def _fit_text(match: Match) -> FitText:
    reasons = _lines(match.wanted.criteria.all(), match.fit)
    return FitText(match.wanted.name, f"{match.fit.score}%", reasons)


def _lines(criteria: Iterable[BaseCriterion], fit: Fit) -> list[Line]:
    words = {criterion.pk: str(criterion) for criterion in criteria}
    return [
        Line(
            words[reason.rule.key],
            reason.is_met,
            _note(reason.rule.fact, reason.value, is_required=reason.rule.is_required),
            reason.rule.fact,
        )
        for reason in fit.reasons
    ]


def _note(fact: str, value: Fact, *, is_required: bool) -> str:
    """Return the lead's value and whether the criterion must be met, as far as there is any."""
    parts = []
    if value is not None and value != "" and not isinstance(value, bool):
        shown = f"{value:,}" if isinstance(value, int) else value
        parts.append(f"{shown}%" if fact in _PERCENTAGES else shown)
    if is_required:
        parts.append(_("required"))
    return " · ".join(parts)
