"""Two versions of the agreement beside each other, clause by clause."""

from dataclasses import dataclass

from sla.differences import Change, changes
from sla.document import PROSE
from sla.models import AgreementVersion
from sla.numbering import SECTIONS, number_of, title_of
from sla.targets import in_order
from sla.word_changes import Run, word_changes


@dataclass(frozen=True)
class ClauseChange:
    """One change of a clause. ``runs``: word by word, of prose that both versions have."""

    change: Change
    runs: list[Run]


@dataclass(frozen=True)
class Compared:
    """A clause in which two versions differ, with all that differs there."""

    key: str
    number: str
    title: str
    changes: list[ClauseChange]

    @property
    def heading(self) -> str:
        """Return its number and title, as a change of nothing else is called."""
        return f"{self.number} · {self.title}"


def compare(before: AgreementVersion, after: AgreementVersion) -> list[Compared]:
    """Return the clauses in which ``after`` differs from ``before``, in their order."""
    found: dict[str, list[ClauseChange]] = {}
    for change in changes(before, after, (in_order(before), in_order(after))):
        found.setdefault(change.clause, []).append(ClauseChange(change, _runs(change)))
    keys = [key for section in SECTIONS for key in section.clauses]
    order = sorted(found, key=lambda key: keys.index(key) if key in keys else len(keys))
    return [Compared(key, number_of(key), title_of(key), found[key]) for key in order]


def _runs(change: Change) -> list[Run]:
    if change.clause not in PROSE or not change.before or not change.after:
        return []
    return word_changes(change.before, change.after)
