"""Finds the leads that a new one seems to be; keeps two of the same from slipping in at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.refusals import Refusal
from leads.models import Lead
from leads.phones import phone_key
from teams.models import Company

MAX_SHOWN = 5
# Imports take this lock alone, a single capture shares it: neither misses the other's leads.
INTAKE_LOCK = 0x6D69_7468
_KEY_LOCKS = 0x6C65_6164


@dataclass(frozen=True)
class Duplicate:
    """A lead that is there already and the keys it shares: "email", "phone", "external_id"."""

    lead: Lead
    keys: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        """Return whether it is the same lead beyond doubt: the external id is its own."""
        return "external_id" in self.keys


class LikelyDuplicate(Refusal):
    """Leads with the same e-mail, phone or external id are there already.

    ``can_add_anyway`` is false where the external id is taken: an id belongs to one lead.
    """

    code = "likely_duplicate"
    default_message = _("This lead seems to be there already.")

    def __init__(self, duplicates: list[Duplicate]) -> None:
        """Take the leads that were found."""
        super().__init__()
        self.duplicates = duplicates
        self.can_add_anyway = not any(found.is_certain for found in duplicates)
        self.extra = {
            "duplicates": [
                {"lead": str(found.lead.code), "same": list(found.keys)} for found in duplicates
            ],
            "can_add_anyway": self.can_add_anyway,
        }


def find_duplicates(
    *, email: str = "", phone: str = "", external_id: str = "", besides: Lead | None = None
) -> list[Duplicate]:
    """Return up to five leads that share a key, those with the same external id first.

    Takes the keys as typed; ``besides`` is the lead that is being edited.
    """
    keys = {
        "external_id": external_id.strip(),
        "email": email.strip().lower(),
        "phone": phone_key(phone, Company.get().country) if phone else "",
    }
    wanted = Q()
    for name, value in keys.items():
        if value and "\0" not in value:
            wanted |= Q(**{_column(name): value})
    if not wanted:
        return []
    rows = Lead.objects.filter(wanted).exclude(pk=besides.pk if besides else None)
    found = [Duplicate(lead, _shared(lead, keys)) for lead in rows.order_by("-id")[:50]]
    return sorted(found, key=lambda one: not one.is_certain)[:MAX_SHOWN]


def refuse_duplicates(lead: Lead, *, add_anyway: bool) -> None:
    """Raise ``LikelyDuplicate`` for a lead that is there already.

    Until the transaction ends, nobody else adds one with the same keys.
    """
    _lock(identity_of(lead))
    found = find_duplicates(
        email=lead.email,
        phone=lead.phone,
        external_id=lead.external_id,
        besides=lead if lead.pk else None,
    )
    refusal = LikelyDuplicate(found)
    if found and not (add_anyway and refusal.can_add_anyway):
        raise refusal


def _lock(keys: Iterable[str]) -> None:
    """Share the lock that imports take, and take one for each key, in one order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [INTAKE_LOCK])
        for key in sorted(key for key in keys if key):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_KEY_LOCKS, key])


def identity_of(lead: Lead) -> tuple[str, str, str]:
    """Return the keys that duplicates are found by."""
    return lead.external_id, lead.email, lead.phone_key


def _column(key: str) -> str:
    return "phone_key" if key == "phone" else key


def _shared(lead: Lead, keys: dict[str, Any]) -> tuple[str, ...]:
    same = (key for key, value in keys.items() if value and getattr(lead, _column(key)) == value)
    return tuple(same)
