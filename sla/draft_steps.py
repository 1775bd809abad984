"""A draft as steps, part by part: what each part still misses before both can sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from sla.clauses import Placed
from sla.models import AgreementVersion
from sla.numbering import SECTIONS, clause_of, title_of
from sla.part_drafting import names_of, values_of


@dataclass(frozen=True)
class Step:
    """One part of a draft. ``misses``: titles of its clauses that are left open."""

    key: str
    number: str
    title: str
    misses: list[str]
    problems: list[Placed]
    is_current: bool

    @property
    def is_blocked(self) -> bool:
        """Return whether something here forbids proposing the draft."""
        return any(one.problem.is_fatal for one in self.problems)

    @property
    def is_done(self) -> bool:
        """Return whether nothing is left to do here."""
        return not self.misses and not self.problems


def steps_of(
    version: AgreementVersion, problems: Sequence[Placed], *, current: str = ""
) -> list[Step]:
    """Return the parts of ``version``, whose problems are ``problems``."""
    values = values_of(version)
    found = []
    for place, section in enumerate(SECTIONS, start=1):
        empty = [name for name in names_of(section.key) if values[name] in (None, "", ())]
        found.append(
            Step(
                key=section.key,
                number=str(place),
                title=str(section.title),
                misses=list(dict.fromkeys(title_of(clause_of(name)) for name in empty)),
                problems=[one for one in problems if one.section == section.key],
                is_current=section.key == current,
            )
        )
    return found
