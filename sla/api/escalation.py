"""Taking up what the ladder told of."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import StrictSerializer, read
from kit.api_schema import Named, named, writes
from leads.reading import handoff_or_404
from sla import acknowledging
from sla.models import Metric
from teams.access import person


class AcknowledgeInput(StrictSerializer):
    """Which promise is taken up; without `metric`, every one that the ladder told of."""

    metric = serializers.ChoiceField(choices=Metric.choices, default="")


class AcknowledgedShape(serializers.Serializer[Any]):
    """Whose clocks climb no further, since somebody is on it."""

    metrics = serializers.ListField(child=serializers.ChoiceField(choices=Metric.choices))
    acknowledged_at = serializers.DateTimeField()
    acknowledged_by = Named()


@extend_schema(
    operation_id="handoffs_acknowledge",
    tags=["Clocks"],
    request=AcknowledgeInput,
    responses=writes(AcknowledgedShape),
    summary="Say that somebody is on it",
    description="By whom a step of the ladder told, or a manager of the side that owes the answer. "
    "The promise runs on; its ladder tells nobody any more. 409 `nothing_to_acknowledge` when no "
    "step has come, somebody is on it already, or the clock has ended.",
)
@api_view(["POST"])
def acknowledge(request: Request, code: UUID) -> Response:
    """Stop the ladders of a hand-off's clocks."""
    now, by = timezone.now(), person(request)
    said = read(AcknowledgeInput, request)
    clocks = acknowledging.acknowledge(handoff=handoff_or_404(code), at=now, by=by, **said)
    return Response(
        {
            "metrics": [clock.metric for clock in clocks],
            "acknowledged_at": clocks[0].acknowledged_at,
            "acknowledged_by": named(by.code, by.name),
        }
    )
