"""How many leads would meet some criteria: asked before a persona or a profile is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from leads.facts import plain_facts
from leads.models import Lead
from personas.criteria import CriterionText
from personas.fit import Rule, evaluate
from personas.matching import FITTING

LOOKED_AT = 500  # the newest leads


@dataclass(frozen=True)
class Tried:
    """Of the newest leads ``looked_at``, how many would be ``fitting``, and ``whole`` meet all."""

    looked_at: int
    fitting: int
    whole: int


def tried(criteria: Sequence[CriterionText]) -> Tried:
    """Return how many of the newest leads would meet ``criteria``, which are valid; one query."""
    rules = [
        Rule(
            fact=one.fact,
            operator=one.operator,
            values=tuple(one.operands),
            weight=one.weight,
            is_required=one.is_required,
            key=place,
        )
        for place, one in enumerate(criteria)
    ]
    newest = Lead.objects.select_related("source").order_by("-created_at", "-id")[:LOOKED_AT]
    fits = [evaluate(rules, plain_facts(lead)) for lead in newest]
    return Tried(
        looked_at=len(fits),
        fitting=sum(fit.score >= FITTING for fit in fits),
        whole=sum(fit.score == 100 for fit in fits),  # noqa: PLR2004 - percent
    )
