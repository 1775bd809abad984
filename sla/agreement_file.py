"""An agreement as one file, so that it can be kept under version control and taken elsewhere.

A file holds every part of a version but its period, which belongs to that version alone. A part
that a file leaves out stays as the draft has it; within a part, what is left out has its default.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import refuse_stale
from kit.refusals import BadInput, NotAllowed
from sla import drafting
from sla.agreements import in_force, pending
from sla.checking import Problem, problems_of
from sla.file_names import Names
from sla.file_shape import FileProblem, closed, shape_problems
from sla.filed_parts import FILED, Reading
from sla.models import AgreementVersion, VersionStatus
from sla.parts import PARTS, as_data, fingerprint_of_all
from teams.models import User

FORMAT = 1


class BadFile(BadInput):
    """The file cannot be taken; ``problems`` says everything that is wrong with it, and where."""

    code = "bad_file"

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        """Take what is wrong; the sentence is the first of it."""
        super().__init__(str(problems[0]))
        self.problems = list(problems)
        self.extra = {
            "problems": [{"path": one.path, "message": str(one.message)} for one in problems]
        }


@dataclass(frozen=True)
class Checked:
    """A file that can be taken, and what would stand between it and being proposed."""

    problems: tuple[Problem, ...]

    @property
    def can_be_proposed(self) -> bool:
        """Whether nothing forbids it; warnings do not."""
        return not any(problem.is_fatal for problem in self.problems)


def schema() -> dict[str, Any]:
    """Return the JSON schema of the file (draft 2020-12)."""
    head = {
        "mithaq": {"const": FORMAT, "description": "The format of the file."},
        "agreement": {"type": "string", "description": "Whose it is. Only told."},
        "version": {"type": "integer", "description": "Which version it was. Only told."},
    }
    body = {part.key: FILED[part.key].schema for part in PARTS if part.is_carried}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An agreement between marketing and sales",
        **closed(head | body, needs=("mithaq",)),
    }


def find(*, number: int | None, reader: User) -> AgreementVersion | None:
    """Return the version of ``number``, or the one in force; None where there is none for them.

    What is still being agreed on is between managers.
    """
    if number is None:
        return in_force()
    rows = AgreementVersion.objects.select_related("agreement").filter(number=number)
    if not reader.is_manager:
        rows = rows.exclude(status__in=(VersionStatus.DRAFT, VersionStatus.PROPOSED))
    return rows.first()


def as_file(version: AgreementVersion) -> dict[str, Any]:
    """Return what a file says of ``version``: names for keys, equal for equal content."""
    names, data = Names(), as_data(version)
    body = {
        part.key: FILED[part.key].show(data[part.key], names) for part in PARTS if part.is_carried
    }
    head = {"mithaq": FORMAT, "agreement": version.agreement.name, "version": version.number}
    return head | body


def take(*, said: object, at: datetime, by: User, seen: str = "") -> AgreementVersion:
    """Let the draft say what the file ``said`` says, all of it; make a draft where none stands.

    ``seen`` is the ``fingerprint_of_all`` of the draft that is given up. Nothing is changed where
    anything is wrong. Raises ``NotAllowed``, ``AnotherPending``, ``StalePage`` and ``BadFile``.
    """
    if not by.is_manager:
        raise NotAllowed
    with transaction.atomic():
        version = drafting.draft(at=at, by=by)
        refuse_stale(seen, fingerprint_of_all(version))
        _fill(version, said)
    return version


def check(*, said: object, at: datetime, by: User) -> Checked:
    """Return what would be said of the draft that ``said`` makes; nothing is changed.

    Raises ``NotAllowed`` and ``BadFile``.
    """
    if not by.is_manager:
        raise NotAllowed
    with transaction.atomic():
        standing = pending()
        if standing is not None:
            standing.delete()
        version = drafting.draft(at=at, by=by)
        _fill(version, said)
        found = tuple(problems_of(version, at))
        transaction.set_rollback(True)
    return Checked(found)


def _fill(version: AgreementVersion, said: object) -> None:
    problems = shape_problems(said, schema())
    if problems or not isinstance(said, dict):
        raise BadFile(problems or [FileProblem("", _("The file does not hold an agreement."))])
    reading = Reading(Names())
    found = {key: filed.read(said[key], reading) for key, filed in FILED.items() if key in said}
    if reading.problems:
        raise BadFile(reading.problems)
    for part in PARTS:
        if part.key in found:
            part.write(version, found[part.key])
