"""Evidence: the figures per person, and the hand-offs behind each, as on the page."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from dashboards import evidence as found
from dashboards.board import Ground
from dashboards.evidence import Kind
from dashboards.forms import PeriodForm
from dashboards.periods import Kind as PeriodKind
from dashboards.periods import Period
from dashboards.views.asking import checked, now
from kit.api_input import read_query
from kit.api_pages import PageQuery, answer_page
from kit.api_schema import Named, page_of, reads
from kit.refusals import NotAllowed
from leads.shapes.handoff import HandoffShape, as_rows, tell_handoffs
from teams.access import person
from teams.models import User

_PERIODS = [(kind.value, kind.value) for kind in PeriodKind]


class EvidenceQuery(serializers.Serializer[Any]):
    """A period: this month unless said otherwise."""

    period = serializers.ChoiceField(choices=_PERIODS, default="")
    since = serializers.DateField(default=None)
    until = serializers.DateField(default=None, help_text="Of custom: the last day, included.")


class EvidenceLeadsQuery(PageQuery, EvidenceQuery):
    """One figure of one person."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    person = serializers.UUIDField(help_text="The code of the person.")


class CountsShape(serializers.Serializer[Any]):
    """How many leads each figure counts."""

    def get_fields(self) -> dict[str, Any]:
        """Return a number for each kind."""
        return {kind.value: serializers.IntegerField(help_text=str(kind.label)) for kind in Kind}


class EvidenceRow(serializers.Serializer[Any]):
    """One person's figures."""

    person = Named()
    counts = CountsShape()


class EvidenceShape(serializers.Serializer[Any]):
    """The figures of a period, by name."""

    since = serializers.DateField()
    until = serializers.DateField(help_text="The last day, included.")
    people = EvidenceRow(many=True)


@extend_schema(
    operation_id="evidence",
    tags=["Dashboard"],
    parameters=[EvidenceQuery],
    responses=reads(EvidenceShape, 403),
    summary="Count what managers may want to ask about",
    description="For managers of both sides: per person and period, how many leads were returned "
    "without a contact, decided within a minute of one another, and so on. It judges nobody.",
)
@api_view(["GET"])
def evidence(request: Request) -> Response:
    """Tell the figures of a period."""
    _check(request)
    period, ground = _period(request)
    people = [
        {
            "person": {"code": row.person.code, "name": row.person.name},
            "counts": {kind.value: row.numbers.get(kind, 0) for kind in Kind},
        }
        for row in found.counted(period, ground.at)
    ]
    return Response({"since": period.from_date, "until": period.last_date, "people": people})


@extend_schema(
    operation_id="evidence_leads",
    tags=["Dashboard"],
    parameters=[EvidenceLeadsQuery],
    responses=reads(page_of(HandoffShape), 403),
    summary="List the hand-offs behind a figure of the evidence",
)
@api_view(["GET"])
def evidence_leads(request: Request) -> Response:
    """List the hand-offs that one figure counts."""
    _check(request)
    query = read_query(EvidenceLeadsQuery, request)
    period, ground = _period(request)
    code: UUID = query["person"]
    who = get_object_or_404(User, code=code)
    rows = as_rows(found.handoffs(Kind(query["kind"]), who, period, ground.at))
    return answer_page(rows, by="-handed_at", query=query, shown=tell_handoffs)


def _check(request: Request) -> None:
    if not person(request).is_manager:
        raise NotAllowed


def _period(request: Request) -> tuple[Period, Ground]:
    form = checked(PeriodForm(request.query_params))
    ground = Ground.read(now())
    return form.chosen(ground.at, ground.zone, ground.first_weekday), ground
