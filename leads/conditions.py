"""Whom a rule is for: conditions held against what a hand-off remembers of its lead. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from personas.fit import fold


class Snapshot(Protocol):
    """What a hand-off remembers of its lead."""

    source_id: int | None
    lead_type: str
    persona_id: int | None
    grade: str
    region: str


class Conditions(Protocol):
    """Whom a rule is for; an empty list stands for everybody."""

    @property
    def sources(self) -> Sequence[int]:
        """The ids of sources."""

    @property
    def lead_types(self) -> Sequence[str]:
        """Lead types as they are written."""

    @property
    def personas(self) -> Sequence[int]:
        """The ids of personas."""

    @property
    def grades(self) -> Sequence[str]:
        """Grades, or their letters."""

    @property
    def regions(self) -> Sequence[str]:
        """Regions as they are written."""


def is_for(rule: Conditions, snapshot: Snapshot) -> bool:
    """Return whether every condition of ``rule`` holds for ``snapshot``.

    Texts are compared without regard to case, accents or Arabic letter variants. A grade matches
    its letter too: a target for "A" is for "A1".
    """
    return (
        (not rule.sources or snapshot.source_id in rule.sources)
        and (not rule.personas or snapshot.persona_id in rule.personas)
        and _is_among(snapshot.lead_type, rule.lead_types)
        and _is_among(snapshot.region, rule.regions)
        and (_is_among(snapshot.grade, rule.grades) or snapshot.grade[:1] in rule.grades)
    )


def is_for_everybody(rule: Conditions) -> bool:
    """Return whether ``rule`` has no condition, so that nothing behind it is ever reached."""
    return not (rule.sources or rule.lead_types or rule.personas or rule.grades or rule.regions)


def _is_among(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or _folded(value) in map(_folded, wanted)


# The same few words are compared at every hand-off, with those of every target.
_folded = lru_cache(maxsize=4096)(fold)
