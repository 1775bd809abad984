"""Which promise is for whom: ordered targets, the first that matches is the one. Pure."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from personas.fit import fold


class Snapshot(Protocol):
    """What a hand-off remembers of its lead."""

    source_id: int | None
    lead_type: str
    persona_id: int | None
    grade: str
    region: str


class Conditions(Protocol):
    """Whom a target is for; an empty list stands for everybody."""

    metric: str
    sources: list[int]
    lead_types: list[str]
    personas: list[int]
    grades: list[str]
    regions: list[str]


T = TypeVar("T", bound=Conditions)


def first_match(targets: Iterable[T], metric: str, snapshot: Snapshot) -> T | None:
    """Return the first of ``targets`` (in their order) for ``metric`` that ``snapshot`` meets."""
    for target in targets:
        if target.metric == metric and is_for(target, snapshot):
            return target
    return None


def is_for(target: Conditions, snapshot: Snapshot) -> bool:
    """Return whether every condition of ``target`` holds for ``snapshot``.

    Texts are compared without regard to case, accents or Arabic letter variants. A grade matches
    its letter too: a target for "A" is for "A1".
    """
    return (
        (not target.sources or snapshot.source_id in target.sources)
        and (not target.personas or snapshot.persona_id in target.personas)
        and _is_among(snapshot.lead_type, target.lead_types)
        and _is_among(snapshot.region, target.regions)
        and (_is_among(snapshot.grade, target.grades) or snapshot.grade[:1] in target.grades)
    )


def is_for_everybody(target: Conditions) -> bool:
    """Return whether ``target`` has no condition, so that nothing behind it is ever reached."""
    return not (
        target.sources or target.lead_types or target.personas or target.grades or target.regions
    )


def _is_among(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or fold(value) in {fold(text) for text in wanted}
