"""Filters for leads and hand-offs."""

from typing import Any, Self

from django.apps import apps
from django.db import models

from personas.fit import fold


class LeadQuerySet(models.QuerySet[Any, Any]):
    """Leads."""

    def search(self, text: str) -> Self:
        """Keep leads whose name, company, e-mail, phone or id contains every word of ``text``."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search__text__contains=word)
        return rows

    def held_by_marketing(self) -> Self:
        """Keep leads without an open hand-off."""
        handoffs = apps.get_model("leads", "Handoff").objects.filter(closed_at__isnull=True)
        return self.exclude(models.Exists(handoffs.filter(lead_id=models.OuterRef("pk"))))


class HandoffQuerySet(models.QuerySet[Any, Any]):
    """Hand-offs."""

    def open(self) -> Self:
        """Keep those that are not closed."""
        return self.filter(closed_at__isnull=True)

    def unclaimed(self) -> Self:
        """Keep open ones that nobody has claimed."""
        return self.filter(closed_at__isnull=True, claimed_at__isnull=True)

    def owned_by(self, user_id: int) -> Self:
        """Keep open ones of one owner."""
        return self.filter(closed_at__isnull=True, owner_id=user_id)
