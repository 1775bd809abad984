"""Suggests persona and grade of a lead from its fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from leads.facts import plain_facts
from leads.models import Lead
from personas.fit import Facts
from personas.matching import Match, best, matches
from personas.models import Persona

_MOST_KEPT = 20_000


@dataclass(frozen=True)
class Suggestion:
    """The persona that fits best, None when none fits well enough, and the fit's letter or ""."""

    persona_id: int | None
    grade: str


class Suggester:
    """Suggests for many leads: those that answer the criteria alike are reckoned once."""

    def __init__(self, personas: Sequence[Persona]) -> None:
        """Take the personas that can be suggested."""
        self._personas = personas
        rules = [criterion for one in personas for criterion in one.criteria.all()]
        self._asked = sorted({criterion.fact for criterion in rules})
        self._said: dict[tuple[object, ...], Suggestion] = {}

    def suggest(self, facts: Facts, chosen_id: int | None) -> Suggestion:
        """Return what ``suggest`` says of ``facts``."""
        key = (chosen_id, *(facts.get(name) for name in self._asked))
        said = self._said.get(key)
        if said is None:
            if len(self._said) >= _MOST_KEPT:
                self._said.clear()
            said = self._said[key] = suggest(facts, self._personas, chosen_id)
        return said


def current_personas() -> list[Persona]:
    """Return the personas that can be suggested, with their criteria: two queries."""
    return list(Persona.objects.current().with_criteria())


def suggest(facts: Facts, personas: Sequence[Persona], chosen_id: int | None) -> Suggestion:
    """Return persona and grade for ``facts``; ``chosen_id`` is the persona somebody chose, if any.

    Where no criterion of any persona could be answered, nothing is said: the grade is "".
    """
    found = [match for match in matches(facts, personas) if _says_something(match)]
    chosen = [match for match in found if match.wanted.pk == chosen_id]
    if chosen_id is not None:
        return Suggestion(chosen_id, chosen[0].fit.letter if chosen else "")
    fitting = best(found)
    if fitting is not None:
        return Suggestion(fitting.wanted.pk, fitting.fit.letter)
    return Suggestion(None, found[0].fit.letter if found else "")


def fill_in(lead: Lead, personas: Sequence[Persona]) -> None:
    """Give ``lead`` the persona and grade it lacks, by its fit to ``personas``."""
    said = suggest(plain_facts(lead), personas, lead.persona_id)
    lead.persona_id = said.persona_id
    lead.grade = lead.grade or said.grade


def _says_something(match: Match) -> bool:
    return any(reason.is_met is not None for reason in match.fit.reasons)
