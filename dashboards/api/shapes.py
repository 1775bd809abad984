"""The shapes of the dashboard's figures."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from dashboards.breakdown import Dimension
from dashboards.funnel import Step
from dashboards.periods import Kind
from kit.api_input import StrictSerializer
from sla.models import Metric, SharePart
from teams.models import Side

_SECONDS = "Business seconds; null without an answer."


class DashboardQuery(StrictSerializer):
    """Which period, as on the page: this month unless said otherwise."""

    period = serializers.ChoiceField(choices=[kind.value for kind in Kind], required=False)
    since = serializers.DateField(required=False, help_text=_("Its first day."))
    until = serializers.DateField(required=False, help_text=_("Its last day, for other dates."))
    by = serializers.ChoiceField(choices=Dimension.values, required=False)


class PeriodShape(serializers.Serializer[Any]):
    """The period in the company's zone."""

    since = serializers.DateField()
    until = serializers.DateField(help_text="Its last day, included.")
    time_zone = serializers.CharField()


class NowShape(serializers.Serializer[Any]):
    """What waits at this moment."""

    open = serializers.IntegerField()
    on_track = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    breached = serializers.IntegerField()
    without_clock = serializers.IntegerField()


class VerdictsShape(serializers.Serializer[Any]):
    """Promises by verdict, of those that fall due in the period."""

    kept = serializers.IntegerField()
    broken = serializers.IntegerField()
    running = serializers.IntegerField()
    void = serializers.IntegerField()
    excused = serializers.IntegerField(help_text="Of the broken: set aside by the other side.")
    attainment_percent = serializers.FloatField(allow_null=True)
    adjusted_attainment_percent = serializers.FloatField(
        allow_null=True, help_text="Without the excused; null where nothing else is left."
    )


class AttainmentShape(serializers.Serializer[Any]):
    """The verdicts on each promise."""

    claim = VerdictsShape()
    first_touch = VerdictsShape()


class BarShape(serializers.Serializer[Any]):
    """Answers that took more than ``above_seconds``, at most ``up_to_seconds`` (null: no end)."""

    above_seconds = serializers.IntegerField()
    up_to_seconds = serializers.IntegerField(allow_null=True)
    kept = serializers.IntegerField()
    late = serializers.IntegerField()


class ResponseShape(serializers.Serializer[Any]):
    """How long first touches took."""

    answered = serializers.IntegerField()
    late = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Overdue and not answered.")
    median_seconds = serializers.IntegerField(allow_null=True, help_text=_SECONDS)
    p90_seconds = serializers.IntegerField(allow_null=True, help_text=_SECONDS)
    median_calendar_seconds = serializers.IntegerField(allow_null=True)
    p90_calendar_seconds = serializers.IntegerField(allow_null=True)
    bars = BarShape(many=True)


class PartShape(VerdictsShape):
    """One rep, source or persona; the name says so where there is none."""

    name = serializers.CharField()
    breach_rate_percent = serializers.FloatField(allow_null=True)
    adjusted_breach_rate_percent = serializers.FloatField(allow_null=True)
    median_seconds = serializers.IntegerField(allow_null=True, help_text=_SECONDS)
    p90_seconds = serializers.IntegerField(allow_null=True, help_text=_SECONDS)


class WeekShape(VerdictsShape):
    """One week of the first touch's promise."""

    since = serializers.DateField()
    median_seconds = serializers.IntegerField(allow_null=True, help_text=_SECONDS)


class StepShape(serializers.Serializer[Any]):
    """One step of the funnel."""

    step = serializers.ChoiceField(choices=Step.values)
    count = serializers.IntegerField()
    median_seconds = serializers.IntegerField(
        allow_null=True, help_text="Calendar seconds from the step before."
    )


class DeliveredShape(serializers.Serializer[Any]):
    """What marketing handed over against its goal (null: none agreed)."""

    delivered = serializers.IntegerField()
    accepted_percent = serializers.FloatField(allow_null=True)
    goal = serializers.IntegerField(allow_null=True)
    plan_now = serializers.FloatField(allow_null=True)
    projected = serializers.IntegerField(allow_null=True)


class SpentShape(serializers.Serializer[Any]):
    """Where the time of broken promises went that have ended: one part of one person."""

    metric = serializers.ChoiceField(choices=Metric.choices)
    side = serializers.ChoiceField(choices=Side.choices, help_text="Which side owed the answer.")
    part = serializers.ChoiceField(choices=SharePart.choices)
    name = serializers.CharField(help_text="Empty for the side, which nobody is charged for.")
    breaches = serializers.IntegerField()
    seconds = serializers.IntegerField(help_text=_SECONDS)


class DashboardShape(serializers.Serializer[Any]):
    """Every figure of the dashboard."""

    at = serializers.DateTimeField()
    period = PeriodShape()
    now = NowShape()
    attainment = AttainmentShape()
    response = ResponseShape()
    delivered = DeliveredShape()
    by = serializers.ChoiceField(choices=Dimension.values)
    parts = PartShape(many=True)
    weeks = WeekShape(many=True)
    funnel = StepShape(many=True)
    late_time = SpentShape(many=True)
