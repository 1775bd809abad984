"""The calculator: what a goal comes to, and what the company's past says of leads' value."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from dashboards import calculator as reckoned
from dashboards.calculator_form import CalculatorForm
from dashboards.panels.plan import percent
from dashboards.reckoning import plan
from dashboards.views.asking import checked
from kit.api_schema import money, reads
from kit.refusals import NotAllowed
from teams.access import person


class CalculatorQuery(serializers.Serializer[Any]):
    """The goal of a month and what is assumed; amounts in the company's currency."""

    revenue = serializers.DecimalField(None, 2, help_text="What the company wants to earn.")
    share_percent = serializers.DecimalField(5, 2, help_text="Marketing's part of it.")
    average_deal = serializers.DecimalField(None, 2)
    close_percent = serializers.DecimalField(5, 2, help_text="Leads that become customers.")
    attempts = serializers.IntegerField(help_text="For each lead.")
    minutes = serializers.IntegerField(help_text="For each attempt.")
    reps = serializers.IntegerField()
    hours = serializers.DecimalField(None, 1, help_text="A month for leads, each rep.")


class PlanShape(serializers.Serializer[Any]):
    """What the goal asks of both sides in a month."""

    customers = serializers.IntegerField()
    leads = serializers.IntegerField()
    value = serializers.CharField(help_text="Of one lead: close rate x average deal.")
    goal_value = serializers.CharField(help_text="Of all of them.")
    needed_seconds = serializers.IntegerField(help_text="Of sales, for every attempt.")
    available_seconds = serializers.IntegerField()
    workable_leads = serializers.IntegerField(help_text="That the reps' time is enough for.")


class WorthShape(serializers.Serializer[Any]):
    """A source and a persona over the last year: null for every one, "" for leads without."""

    source = serializers.CharField(allow_null=True, allow_blank=True)  # type: ignore[assignment]
    persona = serializers.CharField(allow_null=True, allow_blank=True)
    closed = serializers.IntegerField(help_text="Hand-offs that were decided.")
    won = serializers.IntegerField()
    close_percent = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True, help_text="What a lead is worth.")


class WorthsShape(serializers.Serializer[Any]):
    """The whole year, and its segments."""

    closed = serializers.IntegerField()
    won = serializers.IntegerField()
    close_percent = serializers.CharField(allow_null=True)
    average_deal = serializers.CharField(allow_null=True)
    segments = WorthShape(many=True)


@extend_schema(
    operation_id="calculator",
    tags=["Agreement"],
    parameters=[CalculatorQuery],
    responses=reads(PlanShape, 403),
    summary="Reckon goals from a revenue goal",
    description="For managers: customers, leads, their value, and the work they make for sales.",
)
@api_view(["GET"])
def calculator(request: Request) -> Response:
    """Tell what a goal comes to."""
    _refuse_others(request)
    found = plan(checked(CalculatorForm(request.query_params)).assumptions())
    return Response(
        asdict(found) | {"value": money(found.value), "goal_value": money(found.goal_value)}
    )


@extend_schema(
    operation_id="lead_values",
    tags=["Agreement"],
    responses=reads(WorthsShape, 403),
    summary="Tell what leads are worth",
    description="For managers: won share and average deal of the hand-offs that were decided in "
    "the last year, by source and persona.",
)
@api_view(["GET"])
def lead_values(request: Request) -> Response:
    """Tell close rates, average deal and implied values."""
    _refuse_others(request)
    found = reckoned.history(at=timezone.now())
    return Response(
        {
            "closed": found.past.closed,
            "won": found.past.won,
            "close_percent": money(percent(found.past.conversion)),
            "average_deal": money(found.past.average_deal),
            "segments": [
                {
                    "source": row.source,
                    "persona": row.persona,
                    "closed": row.past.closed,
                    "won": row.past.won,
                    "close_percent": money(percent(row.past.conversion)),
                    "value": money(row.value),
                }
                for row in found.segments
            ],
        }
    )


def _refuse_others(request: Request) -> None:
    if not person(request).is_manager:
        raise NotAllowed
