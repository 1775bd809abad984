"""What became of the leads of a period: the same figures as on the page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from dashboards.api.evidence import EvidenceQuery
from dashboards.fate import By, Fate
from dashboards.views.fate import asked_fate, may_read
from kit.api_input import read_query
from kit.api_schema import money, reads
from kit.refusals import NotAllowed
from teams.access import person


class FateQuery(EvidenceQuery):
    """A period, and what the leads are grouped by."""

    by = serializers.ChoiceField(choices=By.choices, default=By.CAMPAIGN.value)
    sort = serializers.CharField(
        default="", max_length=20, help_text="A figure, or `name`; with `-` the largest first."
    )


class FateRow(serializers.Serializer[Any]):
    """The leads of one campaign, source or persona; amounts in the company's currency."""

    name = serializers.CharField(allow_null=True, help_text="Null for leads that have none.")
    delivered = serializers.IntegerField()
    accepted = serializers.IntegerField()
    acceptance_percent = serializers.FloatField(allow_null=True)
    qualified = serializers.IntegerField()
    won = serializers.IntegerField()
    returned = serializers.IntegerField(help_text="Rejected, or returned to marketing.")
    lost = serializers.IntegerField(help_text="Disqualified, or the deal was lost.")
    implied_value = serializers.CharField(allow_null=True)
    won_value = serializers.CharField()
    cost = serializers.CharField(
        allow_null=True, help_text="Null where none was entered, or for sales: they read the total."
    )
    cost_per_lead = serializers.CharField(allow_null=True)
    cost_per_accepted = serializers.CharField(allow_null=True)
    cost_per_customer = serializers.CharField(allow_null=True)
    median_touch_seconds = serializers.IntegerField(
        allow_null=True, help_text="Calendar time from the hand-off to the first touch."
    )


class LeadsFateShape(serializers.Serializer[Any]):
    """The figures of a period."""

    since = serializers.DateField()
    until = serializers.DateField(help_text="The last day, included.")
    by = serializers.ChoiceField(choices=By.choices)
    rows = FateRow(many=True)
    total = FateRow()


@extend_schema(
    operation_id="fate",
    tags=["Dashboard"],
    parameters=[FateQuery],
    responses=reads(LeadsFateShape, 403),
    summary="Tell what became of the leads",
    description="For marketing and managers: the leads handed over in a period by campaign, source "
    "or persona, what became of them, what they are worth and what they cost.",
)
@api_view(["GET"])
def fate(request: Request) -> Response:
    """Tell the figures of a period."""
    if not may_read(person(request)):
        raise NotAllowed
    read_query(FateQuery, request)
    asked = asked_fate(request, person(request))
    found = asked.fates
    return Response(
        {
            "since": found.period.from_date,
            "until": found.period.last_date,
            "by": found.by.value,
            "rows": [_row(row) for row in asked.ordered],
            "total": _row(found.total),
        }
    )


def _row(row: Fate) -> dict[str, Any]:
    rate = row.acceptance
    return {
        "name": row.name if row.key else None,
        "delivered": row.delivered,
        "accepted": row.accepted,
        "acceptance_percent": None if rate is None else round(rate, 1),
        "qualified": row.qualified,
        "won": row.won,
        "returned": row.returned,
        "lost": row.lost,
        "implied_value": money(row.implied),
        "won_value": money(row.earned),
        "cost": money(row.cost),
        "cost_per_lead": money(row.per_lead),
        "cost_per_accepted": money(row.per_accepted),
        "cost_per_customer": money(row.per_customer),
        "median_touch_seconds": row.median,
    }
