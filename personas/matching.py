"""Finds the persona and the profiles that a lead fits, with the reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personas.fit import Facts, Fit, Rule, evaluate
from personas.models import IdealCustomerProfile, Persona

FITTING = 50  # percent: from here on a persona is suggested


@dataclass(frozen=True)
class Match:
    """How well a lead fits one persona or profile."""

    wanted: Persona | IdealCustomerProfile
    fit: Fit


def rules_of(wanted: Persona | IdealCustomerProfile) -> list[Rule]:
    """Return the criteria as rules; load them with ``with_criteria()`` for many."""
    return [criterion.as_rule() for criterion in wanted.criteria.all()]


def matches(facts: Facts, wanted: Iterable[Persona | IdealCustomerProfile]) -> list[Match]:
    """Return the fit of ``facts`` to each of ``wanted``: best first, last what asks nothing."""
    found = [Match(one, evaluate(rules_of(one), facts)) for one in wanted]
    return sorted(found, key=_rank)


def _rank(match: Match) -> tuple[int, bool, str]:
    return -match.fit.score, not match.fit.reasons, match.wanted.name


def best(found: Sequence[Match], at_least: int = FITTING) -> Match | None:
    """Return the best match with a score of ``at_least`` percent, None when there is none."""
    return found[0] if found and found[0].fit.score >= at_least else None
