"""Filters for leads and hand-offs."""

from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from leads.search import Needle, terms
from personas.fit import fold

# What a row of a list shows of a hand-off and its lead: a third of their columns.
SHOWN_IN_ROWS = (
    "code",
    "grade",
    "handed_at",
    "owner_id",
    "claimed_at",
    "first_touch_at",
    "qualified_at",
    "closed_at",
    "outcome",
    "lead__code",
    "lead__name",
    "lead__company_name",
    "lead__email",
    "lead__phone",
    "lead__phone_key",
    "lead__external_id",
    "lead__is_do_not_contact",
    "source__name",
)
# What says in one line why the lead is worth a call.
BRIEF_IN_ROWS = ("brief__who", "brief__did", "brief__wants", "brief__why_now")
# So many leads are looked up at once, and no more.
MANY = 5000


def asked_for(text: str) -> Q:
    """Return the condition on ``LeadSearch`` that ``text`` asks for; empty when it asks nothing."""
    every = Q()
    for term in terms(text):
        either = Q()
        for needles in term:
            either |= reduce(and_, map(_holds, needles))
        every &= either
    return every


def _relations(fields: Iterable[str]) -> set[str]:
    """Return what has to be joined to read ``fields``: "owner" for "owner__name"."""
    return {field.rpartition("__")[0] for field in fields if "__" in field}


def _texts() -> models.QuerySet[Any, Any]:
    texts: models.QuerySet[Any, Any] = apps.get_model("leads", "LeadSearch").objects.all()
    return texts


def _holds(needle: Needle) -> Q:
    if needle.is_short:
        # A space before the letters lets the index tell where words begin.
        return Q(text__startswith=needle.text) | Q(text__contains=f" {needle.text}")
    return Q(text__contains=needle.text)


class LeadQuerySet(models.QuerySet[Any, Any]):
    """Leads."""

    def search(self, text: str) -> Self:
        """Keep leads whose name, company, e-mail, phone or id contains every word of ``text``."""
        wanted = asked_for(text)
        if not wanted:
            # Signs alone, such as "%", stand in no name.
            return self.none() if text.strip() else self
        return self.among(_texts().filter(wanted), "pk")

    def among(self, others: models.QuerySet[Any, Any], column: str) -> Self:
        """Keep the leads that ``others``, rows of another table, name in ``column``.

        Few of them are looked up at once and kept as their ids: any order and any further filter
        then costs those few. Of many, each lead is asked in the order that the list is read in,
        and its first page is soon full.
        """
        few = list(others.order_by().values_list(column, flat=True)[: MANY + 1])
        if len(few) <= MANY:
            return self.filter(pk__in=few)
        return self.filter(models.Exists(others.filter(**{column: models.OuterRef("pk")})))

    def of_company(self, name: str) -> Self:
        """Keep leads of the company called ``name``, however its letters are written."""
        key = fold(name.replace("\0", " "))
        if not key:
            return self
        return self.filter(company_key=key).among(_texts().filter(_holds(Needle(key))), "pk")

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

    def as_rows(self, *more: str) -> Self:
        """Read what a row of a list shows, and the fields ``more``, in one query."""
        found = self.select_related("lead", "source", *_relations(more))
        return found.only(*SHOWN_IN_ROWS, *more)

    def owned_by(self, user_id: int) -> Self:
        """Keep open ones of one owner."""
        return self.filter(closed_at__isnull=True, owner_id=user_id)
