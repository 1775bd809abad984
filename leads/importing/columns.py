"""The columns of other systems' files, and the fields of a lead that they fill."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.importing import headers
from leads.models import ImportKind, Lead
from personas.fit import fold

FIRST_NAME, LAST_NAME = "first_name", "last_name"
PHONE_2 = "phone_2"
CAPTURED = "captured"
OUTCOME, HAPPENED, VALUE = "outcome", "happened", "value"

_OWN: dict[str, str | Promise] = {
    FIRST_NAME: _("First name"),
    LAST_NAME: _("Last name"),
    PHONE_2: _("Phone, where the first is empty"),
    CAPTURED: _("Captured on"),
    OUTCOME: _("Outcome (won or lost)"),
    HAPPENED: _("Date of the outcome"),
    VALUE: _("Value"),
}
LEAD_FIELDS = (
    "name",
    FIRST_NAME,
    LAST_NAME,
    "email",
    "phone",
    PHONE_2,
    "external_id",
    "job_title",
    "seniority",
    "company_name",
    "company_domain",
    "company_size",
    "industry",
    "region",
    "source",
    "campaign",
    "lead_type",
    "persona",
    "grade",
    "expected_value",
    "notes",
    "is_do_not_contact",
    CAPTURED,
)
OUTCOME_FIELDS = ("external_id", "email", OUTCOME, HAPPENED, VALUE)
IDENTITY = frozenset({"name", FIRST_NAME, LAST_NAME, "email", "phone", PHONE_2, "external_id"})
OUTCOME_IDENTITY = frozenset({"external_id", "email"})

_KNOWN = headers.LEADS
_KNOWN_OUTCOMES = {
    name: headers.LEADS[name] for name in ("external_id", "email")
} | headers.OUTCOMES


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields that a file of ``kind`` can fill."""
    return OUTCOME_FIELDS if kind == ImportKind.OUTCOMES else LEAD_FIELDS


def label_of(field: str) -> str:
    """Return a field's name for people."""
    if field in _OWN:
        return str(_OWN[field])
    return str(getattr(Lead._meta.get_field(field), "verbose_name", field)).capitalize()


def choices_of(kind: str) -> list[tuple[str, str]]:
    """Return the fields with their names, and the choice to leave a column out."""
    return [("", str(_("Not imported"))), *((field, label_of(field)) for field in fields_of(kind))]


def key_of(header: str) -> str:
    """Return ``header`` as it is compared: folded, letters and digits alone."""
    return re.sub(r"[\W_]+", "", fold(header))


def suggest(header: Sequence[str], kind: str) -> dict[str, str]:
    """Return which field each column seems to fill, from its index as text; one column a field.

    Of several columns for a field, the one named most exactly fills it; a second phone is the
    spare. A name beside a first name is a last name ("Nom" beside "Prénom").
    """
    known = _keys(_KNOWN_OUTCOMES if kind == ImportKind.OUTCOMES else _KNOWN)
    found = [(known.get(key_of(name), ("", 0)), index) for index, name in enumerate(header)]
    mapping: dict[str, str] = {}
    for (field, _rank), index in sorted(found, key=lambda one: (one[0][1], one[1])):
        if field == "phone" and "phone" in mapping.values() and kind == ImportKind.LEADS:
            field = PHONE_2  # noqa: PLW2901 - what this column is beside another
        if field and field not in mapping.values():
            mapping[str(index)] = field
    if kind == ImportKind.LEADS:
        _settle_names(header, mapping)
    return {index: mapping[index] for index in sorted(mapping, key=int)}


def recognised(header: Sequence[str]) -> int:
    """Return how many of the cells are headers that are known, of either kind of file."""
    known = _keys(_KNOWN) | _keys(_KNOWN_OUTCOMES)
    return sum(1 for name in header if key_of(name) in known)


def named(header: Sequence[str]) -> list[str]:
    """Return the header with a name for each column: nameless and repeated ones are numbered."""
    names: list[str] = []
    for index, cell in enumerate(header, start=1):
        name = " ".join(cell.split())[:100] or str(_("Column %(n)s") % {"n": index})
        number = sum(1 for former in header[: index - 1] if former.strip() == cell.strip()) + 1
        names.append(f"{name} ({number})" if number > 1 and cell.strip() else name)
    return names


def _settle_names(header: Sequence[str], mapping: dict[str, str]) -> None:
    """Make "Nom" the last name where a first name stands beside it."""
    if FIRST_NAME not in mapping.values() or LAST_NAME in mapping.values():
        return
    for index, name in enumerate(header):
        if key_of(name) in {"nom", "name"} and mapping.get(str(index), "name") == "name":
            mapping[str(index)] = LAST_NAME
            return


def _keys(known: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Return by a header's key its field and how far back it stands among the field's names."""
    found = _CACHE.get(id(known))
    if found is None:
        found = {}
        for field, names in known.items():
            for rank, name in enumerate(names.split(",")):
                found.setdefault(key_of(name), (field, rank))
        found.setdefault("nom", ("name" if "name" in known else "", 0))
        for language, _name in settings.LANGUAGES:
            # What the product's own lists are called when they are taken away as files.
            with translation.override(language):
                for field in known:
                    found.setdefault(key_of(label_of(field)), (field, 0))
        _CACHE[id(known)] = found
    return found


_CACHE: dict[int, dict[str, tuple[str, int]]] = {}
