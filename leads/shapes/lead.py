"""A lead as it is told."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers

from kit.api_pages import Row, Rows
from kit.api_schema import Named, money, named
from leads.models import Handoff, Lead
from leads.querysets import LeadQuerySet
from leads.stages import Stage

_PLAIN = (
    "code",
    "created_at",
    "stage",
    "name",
    "email",
    "phone",
    "external_id",
    "job_title",
    "seniority",
    "company_name",
    "company_domain",
    "company_size",
    "industry",
    "region",
    "lead_type",
    "grade",
    "expected_value",
    "is_do_not_contact",
    "nurture_until_date",
)
_JOINED = (
    "source__name",
    "campaign__name",
    "persona__code",
    "persona__name",
    "created_by__code",
    "created_by__name",
)


class LeadShape(serializers.Serializer[Any]):
    """Someone who showed interest, and where they stand."""

    code = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    created_by = Named(allow_null=True)
    stage = serializers.ChoiceField(choices=Stage.choices)
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    external_id = serializers.CharField()
    job_title = serializers.CharField()
    seniority = serializers.CharField()
    company_name = serializers.CharField()
    company_domain = serializers.CharField()
    company_size = serializers.IntegerField(allow_null=True)
    industry = serializers.CharField()
    region = serializers.CharField()
    source = serializers.CharField(help_text='Its name; "" where it is not known.')  # type: ignore[assignment]
    campaign = serializers.CharField(help_text='Its name; "" where it is not known.')
    lead_type = serializers.CharField()
    persona = Named(allow_null=True)
    grade = serializers.CharField()
    expected_value = serializers.CharField(
        allow_null=True, help_text='In the company\'s currency, such as "1200.00".'
    )
    is_do_not_contact = serializers.BooleanField()
    nurture_until_date = serializers.DateField(allow_null=True)
    open_handoff = serializers.UUIDField(
        allow_null=True, help_text="The code of the hand-off that is not closed yet."
    )


def as_rows(leads: LeadQuerySet) -> QuerySet[Any, Row]:
    """Return ``leads`` as the rows of values that ``tell_leads`` tells."""
    return leads.values("id", *_PLAIN, *_JOINED)


def tell_leads(rows: Rows) -> list[Row]:
    """Return the rows of ``as_rows`` as ``LeadShape``: one query more, however many."""
    handoffs = _open_handoffs(row["id"] for row in rows)
    return [_told(row) | {"open_handoff": handoffs.get(row["id"])} for row in rows]


def tell_lead(lead: Lead) -> Row:
    """Return ``lead`` as it stands in the database, as ``LeadShape``: two queries."""
    return tell_leads(list(as_rows(Lead.objects.filter(pk=lead.pk))))[0]


def _told(row: Row) -> Row:
    return {name: row[name] for name in _PLAIN} | {
        "expected_value": money(row["expected_value"]),
        "created_by": named(row["created_by__code"], row["created_by__name"]),
        "source": row["source__name"] or "",
        "campaign": row["campaign__name"] or "",
        "persona": named(row["persona__code"], row["persona__name"]),
    }


def _open_handoffs(lead_ids: Iterable[int]) -> dict[int, UUID]:
    rows = Handoff.objects.open().filter(lead_id__in=list(lead_ids))
    return dict(rows.values_list("lead_id", "code"))
