"""Personas and profiles as the API tells them."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from kit.api_pages import Row, Rows
from personas.models import Criterion, IdealCustomerProfile, Persona
from personas.querysets import WantedQuerySet
from personas.shapes import tell_criterion

PROFILE_TEXTS = ("code", "name", "description")
PERSONA_TEXTS = (
    *(*PROFILE_TEXTS, "role", "pains", "goals", "objections", "answers", "messages", "channels"),
    "opener",
)


def persona_rows() -> QuerySet[Any, Row]:
    """Return the current personas as rows of values."""
    rows: WantedQuerySet = Persona.objects.current()
    return rows.values("id", *PERSONA_TEXTS)


def profile_rows() -> QuerySet[Any, Row]:
    """Return the current ideal customer profiles as rows of values."""
    rows: WantedQuerySet = IdealCustomerProfile.objects.current()
    return rows.values("id", *PROFILE_TEXTS)


def tell_personas(rows: Rows) -> list[Row]:
    """Return ``persona_rows`` as the API tells them, their criteria read in one query."""
    return _told(rows, "persona_id", PERSONA_TEXTS)


def tell_profiles(rows: Rows) -> list[Row]:
    """Return ``profile_rows`` as the API tells them, their criteria read in one query."""
    return _told(rows, "profile_id", PROFILE_TEXTS)


def _told(rows: Rows, owner: str, texts: tuple[str, ...]) -> list[Row]:
    ids = [row["id"] for row in rows]
    by_owner: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for criterion in Criterion.objects.filter(**{f"{owner}__in": ids}):
        by_owner[getattr(criterion, owner)].append(tell_criterion(criterion))
    return [{name: row[name] for name in texts} | {"criteria": by_owner[row["id"]]} for row in rows]
