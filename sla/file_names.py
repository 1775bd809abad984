"""What an agreement's file calls things: sources, personas, calendars and people by their names.

Numbers of rows mean nothing in another installation, nor to whoever reads the file.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import Source
from personas.models import IdealCustomerProfile, Persona
from sla.models import Calendar
from teams.models import User

# So many known names are told when one is not.
NAMES_TOLD = 8


class UnknownName(Exception):
    """Nothing here has the name; the text says what to do."""


@dataclass(frozen=True)
class Directory:
    """Keys and names of one kind of thing. ``missing`` is the sentence for an unknown name.

    ``names`` are all that ever were; ``usable`` those that may be named anew, by their folded name.
    """

    names: Mapping[Hashable, str]
    usable: Mapping[str, Hashable]
    missing: str | Promise

    @classmethod
    def of(cls, rows: Iterable[tuple[Any, str, bool]], missing: str | Promise) -> "Directory":
        """Return the directory of ``rows``: key, name, and whether it may be named anew."""
        rows = list(rows)
        return cls(
            {key: name for key, name, _is_usable in rows},
            {_folded(name): key for key, name, is_usable in rows if is_usable},
            missing,
        )

    def name_of(self, key: Hashable) -> str:
        """Return the name; the key itself as text for a thing that is gone."""
        return self.names.get(key) or str(key)

    def key_of(self, name: str) -> Any:  # noqa: ANN401 - a number or a code, by kind
        """Return the key. Raises ``UnknownName``."""
        found = self.usable.get(_folded(name))
        if found is None:
            told = ", ".join(sorted(self.names[key] for key in self.usable.values())[:NAMES_TOLD])
            raise UnknownName(str(self.missing) % {"name": name, "known": told or "–"})
        return found


class Names:
    """The directories of this installation, each read when it is first asked."""

    @cached_property
    def sources(self) -> Directory:
        """Sources of leads by id."""
        return Directory.of(_living(Source, "pk"), _("No source is called “%(name)s”: %(known)s"))

    @cached_property
    def personas(self) -> Directory:
        """Buyer personas by id."""
        return Directory.of(_living(Persona, "pk"), _NO_PERSONA)

    @cached_property
    def persona_codes(self) -> Directory:
        """Buyer personas by code."""
        return Directory.of(_living(Persona, "code"), _NO_PERSONA)

    @cached_property
    def profile_codes(self) -> Directory:
        """Ideal customer profiles by code."""
        return Directory.of(
            _living(IdealCustomerProfile, "code"),
            _("No ideal customer profile is called “%(name)s”: %(known)s"),
        )

    @cached_property
    def calendars(self) -> Directory:
        """Work calendars by id."""
        return Directory.of(
            _living(Calendar, "pk"), _("No work calendar is called “%(name)s”: %(known)s")
        )

    @cached_property
    def people(self) -> Directory:
        """People who work here by id; a file calls them by e-mail."""
        rows = User.objects.values_list("pk", "email", "is_active")
        return Directory.of(rows, _("Nobody here has the e-mail “%(name)s”: %(known)s"))


def _living(model: Any, key: str) -> list[tuple[Any, str, bool]]:  # noqa: ANN401 - four models
    """Return key, name and whether it is in use of every row; codes as text."""
    rows = model.objects.values_list(key, "name", "archived_at").order_by("pk")
    return [
        (found if isinstance(found, int) else str(found), name, archived is None)
        for found, name, archived in rows
    ]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


_NO_PERSONA = _("No persona is called “%(name)s”: %(known)s")
