"""Costs of campaigns and sources: listed, entered, set right."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import StrictSerializer, read, read_query
from kit.api_pages import PageQuery, Row, Rows, answer_page
from kit.api_schema import Named, money, named, page_of, reads, writes
from kit.refusals import BadInput, NotAllowed
from leads import costs as bills
from leads.costs import Bill
from leads.models import Campaign, Cost, Source
from teams.access import person

_TAGS = ["Costs"]
_COLUMNS = (
    *("id", "code", "campaign__name", "source__name", "from_date", "to_date", "amount", "note"),
    *("entered_at", "entered_by__code", "entered_by__name"),
)


class CostInput(StrictSerializer):
    """One bill: of a campaign or of a source, by its name."""

    campaign = serializers.CharField(default="", allow_blank=True, max_length=120)
    source = serializers.CharField(  # type: ignore[assignment]
        default="", allow_blank=True, max_length=80
    )
    from_date = serializers.DateField()
    to_date = serializers.DateField(help_text="The last day, included.")
    amount = serializers.DecimalField(14, 2, min_value=Decimal("0.01"))
    note = serializers.CharField(default="", allow_blank=True, max_length=200)


class CostShape(serializers.Serializer[Any]):
    """One bill, in the company's currency, spread evenly over its days."""

    code = serializers.UUIDField()
    campaign = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    from_date = serializers.DateField()
    to_date = serializers.DateField(help_text="The last day, included.")
    amount = serializers.CharField()
    note = serializers.CharField()
    entered_at = serializers.DateTimeField()
    entered_by = Named(allow_null=True)


@extend_schema(
    methods=["GET"],
    operation_id="costs_list",
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(CostShape), 403),
    summary="List costs",
    description="For marketing: the costs that count, the newest first.",
)
@extend_schema(
    methods=["POST"],
    operation_id="costs_enter",
    tags=_TAGS,
    request=CostInput,
    responses=writes(CostShape, 201),
    summary="Enter a cost",
    description="By marketing. Give `campaign` or `source`, one of them, by its name.",
)
@api_view(["GET", "POST"])
def costs(request: Request) -> Response:
    """List the costs, or enter one."""
    by = person(request)
    if not bills.may_enter(by):
        raise NotAllowed
    if request.method == "POST":
        cost = bills.enter(bill=_bill(request), at=timezone.now(), by=by)
        return Response(_one(cost.pk), status=201)
    query = read_query(PageQuery, request)
    rows = bills.standing().order_by().values(*_COLUMNS)
    return answer_page(rows, by="-from_date", query=query, shown=_shown)


@extend_schema(
    operation_id="costs_correct",
    tags=_TAGS,
    request=CostInput,
    responses=writes(CostShape),
    summary="Correct a cost",
    description="By who entered it, or a manager of marketing. The answer is the new entry, with "
    "a code of its own; the former one is kept on record and counts no more.",
)
@api_view(["POST"])
def correct(request: Request, code: UUID) -> Response:
    """Enter what a cost should have said."""
    found = _cost(request, code)
    by = person(request)
    right = bills.correct(cost=found, bill=_bill(request), at=timezone.now(), by=by)
    return Response(_one(right.pk))


@extend_schema(
    operation_id="costs_withdraw",
    tags=_TAGS,
    request=None,
    responses=writes(CostShape),
    summary="Withdraw a cost",
    description="By who entered it, or a manager of marketing. It counts no more.",
)
@api_view(["POST"])
def withdraw(request: Request, code: UUID) -> Response:
    """Take a cost back."""
    found = _cost(request, code)
    bills.withdraw(cost=found, at=timezone.now(), by=person(request))
    return Response(_one(found.pk))


def _cost(request: Request, code: UUID) -> Cost:
    if not bills.may_enter(person(request)):
        raise NotAllowed
    return get_object_or_404(Cost, code=code)


def _bill(request: Request) -> Bill:
    said = read(CostInput, request)
    campaign, source = said.pop("campaign"), said.pop("source")
    return Bill(
        campaign=_find(Campaign, "campaign", campaign),
        source=_find(Source, "source", source),
        **said,
    )


def _find(model: type[Any], field: str, name: str) -> Any:  # noqa: ANN401 - either of two
    if not name:
        return None
    found = model.objects.select_related("merged_into").filter(name__iexact=name).first()
    if found is None:
        raise BadInput(bills.UNKNOWN_NAME, field=field)
    return found.merged_into or found


def _one(pk: int) -> Row:
    return _shown(list(Cost.objects.filter(pk=pk).values(*_COLUMNS)))[0]


def _shown(rows: Rows) -> list[Row]:
    return [
        {
            "code": row["code"],
            "campaign": row["campaign__name"],
            "source": row["source__name"],
            "from_date": row["from_date"],
            "to_date": row["to_date"],
            "amount": money(row["amount"]),
            "note": row["note"],
            "entered_at": row["entered_at"],
            "entered_by": named(row["entered_by__code"], row["entered_by__name"]),
        }
        for row in rows
    ]
