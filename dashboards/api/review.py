"""The review of a period and the amendments it suggests: the same figures as the page's."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from dashboards import amendments as amended
from dashboards.amendments import Amendment
from dashboards.api.shapes import PeriodShape, VerdictsShape
from dashboards.api.views import told_verdicts
from dashboards.models import AmendmentAnswer, Rule
from dashboards.panels.amended import shown
from dashboards.review import Fate, Review
from dashboards.review import review as reviewed
from dashboards.views.review import asked_period
from dashboards.waits import NO_CONTACT, bounds_of
from kit.api_input import NoFields, StrictSerializer, read
from kit.api_pages import Row
from kit.api_schema import Named, money, named, reads, writes
from kit.refusals import NotAllowed
from sla.models import ExcuseState, Measure, Metric, PauseReason, SharePart
from teams.access import person
from teams.models import Side

_TAGS = ["Dashboard"]


class PromiseShape(VerdictsShape):
    """How one side kept one kind of promise."""

    metric = serializers.ChoiceField(choices=Metric.choices)
    side = serializers.ChoiceField(choices=Side.choices)


class PledgedShape(serializers.Serializer[Any]):
    """How often marketing kept what it promised for whole periods, of those judged."""

    measure = serializers.ChoiceField(choices=Measure.choices)
    kept = serializers.IntegerField()
    broken = serializers.IntegerField()
    excused = serializers.IntegerField(help_text="Of the broken.")


class GoalsShape(serializers.Serializer[Any]):
    """What was reached of the shared goals; null where the agreement names none."""

    delivered = serializers.IntegerField()
    planned = serializers.FloatField(allow_null=True, help_text="Until now, or the period's end.")
    value = serializers.CharField(allow_null=True, help_text="Expected, of what was delivered.")
    planned_value = serializers.CharField(allow_null=True)
    won_value = serializers.CharField()


class CauseShape(serializers.Serializer[Any]):
    """What one part of the time of broken promises adds up to, of one person or of nobody."""

    metric = serializers.ChoiceField(choices=Metric.choices)
    part = serializers.ChoiceField(choices=SharePart.choices)
    name = serializers.CharField(help_text="Empty for the side, which nobody is charged for.")
    breaches = serializers.IntegerField()
    seconds = serializers.IntegerField()


class FateShape(serializers.Serializer[Any]):
    """What became of the hand-offs of one part; its name is empty for those that have none."""

    name = serializers.CharField()
    delivered = serializers.IntegerField()
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()
    decided = serializers.IntegerField()
    qualified = serializers.IntegerField()
    won = serializers.IntegerField()
    won_value = serializers.CharField()


class RejectionShape(serializers.Serializer[Any]):
    """How many rejections name one criterion or reason; an empty name: they name none."""

    name = serializers.CharField()
    rejected = serializers.IntegerField()


class WaitShape(serializers.Serializer[Any]):
    """What became of decided leads by their wait in calendar seconds; both null: no contact."""

    above_seconds = serializers.IntegerField(allow_null=True)
    up_to_seconds = serializers.IntegerField(allow_null=True)
    decided = serializers.IntegerField()
    qualified = serializers.IntegerField()
    won = serializers.IntegerField()


class ExcusesShape(serializers.Serializer[Any]):
    """How many requests of one side stand how."""

    side = serializers.ChoiceField(choices=Side.choices, help_text="Who asked.")
    state = serializers.ChoiceField(choices=ExcuseState.choices)
    number = serializers.IntegerField()


class PausedShape(serializers.Serializer[Any]):
    """How many pauses began for a reason."""

    reason = serializers.ChoiceField(choices=PauseReason.choices)
    number = serializers.IntegerField()


class AnswerShape(serializers.Serializer[Any]):
    """What was answered to an amendment last."""

    answer = serializers.ChoiceField(choices=AmendmentAnswer.Answer.choices)
    reason = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    by = Named(allow_null=True)
    version = serializers.UUIDField(
        allow_null=True, help_text="The version it was taken into; null once that is thrown away."
    )


class AmendmentShape(serializers.Serializer[Any]):
    """One suggested amendment with the figures that it stands on."""

    rule = serializers.ChoiceField(choices=Rule.choices)
    subject = serializers.CharField()
    name = serializers.CharField(help_text="Of what it is about.")
    figures = serializers.DictField(child=serializers.IntegerField())
    evidence = serializers.CharField(help_text="The figures in words.")
    change = serializers.CharField(help_text="What would be written, in words.")
    can_be_taken = serializers.BooleanField()
    answer = AnswerShape(allow_null=True)


class ReviewShape(serializers.Serializer[Any]):
    """Every figure of a period's review; waits are of the year that ends with it."""

    at = serializers.DateTimeField()
    period = PeriodShape()
    promises = PromiseShape(many=True)
    commitments = PledgedShape(many=True)
    goals = GoalsShape()
    causes = CauseShape(many=True)
    sources = FateShape(many=True)
    criteria = RejectionShape(many=True)
    reasons = RejectionShape(many=True)
    excuses = ExcusesShape(many=True)
    waits = WaitShape(many=True)
    pauses = PausedShape(many=True)
    amendments = AmendmentShape(many=True)


class DismissInput(StrictSerializer):
    """Why an amendment is dismissed."""

    reason = serializers.CharField(max_length=500)


@extend_schema(
    operation_id="reviews_read",
    tags=_TAGS,
    responses=reads(ReviewShape, 403, 404, 422),
    summary="Review a month or a quarter",
    description="For managers. The period is a month, 2026-10, or a quarter, 2026-q4.",
)
@api_view(["GET"])
def review(request: Request, name: str) -> Response:
    """Tell the figures of a period and the amendments that they suggest."""
    _refuse_others(request)
    ground, period = asked_period(name)
    return Response(_told(reviewed(ground, period)))


@extend_schema(
    operation_id="reviews_take_amendment",
    tags=_TAGS,
    request=NoFields,
    responses=writes(AmendmentShape),
    summary="Take an amendment into the draft",
    description="For managers. A second time changes nothing. Refused while a version is proposed.",
)
@api_view(["POST"])
def take(request: Request, name: str, rule: str, subject: str) -> Response:
    """Write a suggested amendment into the draft of the agreement."""
    read(NoFields, request)
    ground, period = asked_period(name)
    by = person(request)
    amended.take(period=period, rule=rule, subject=subject, at=ground.at, by=by)
    return _one(name, rule, subject)


@extend_schema(
    operation_id="reviews_dismiss_amendment",
    tags=_TAGS,
    request=DismissInput,
    responses=writes(AmendmentShape),
    summary="Dismiss an amendment",
    description="For managers. The reason is kept with the figures that it was given on.",
)
@api_view(["POST"])
def dismiss(request: Request, name: str, rule: str, subject: str) -> Response:
    """Dismiss a suggested amendment and keep why."""
    reason = read(DismissInput, request)["reason"]
    ground, period = asked_period(name)
    amended.dismiss(
        period=period,
        rule=rule,
        subject=subject,
        reason=reason,
        at=ground.at,
        by=person(request),
    )
    return _one(name, rule, subject)


def _refuse_others(request: Request) -> None:
    if not person(request).is_manager:
        raise NotAllowed


def _one(name: str, rule: str, subject: str) -> Response:
    ground, period = asked_period(name)
    found = reviewed(ground, period)
    for each in amended.amendments(found):
        if (each.suggestion.rule, each.suggestion.subject) == (rule, subject):
            return Response(_amendment(found, each, ground.at))
    raise amended.NotSuggested


def _told(found: Review) -> Row:
    at, period = found.ground.at, found.period
    return {
        "at": at,
        "period": {
            "since": period.from_date,
            "until": period.last_date,
            "time_zone": period.zone.key,
        },
        **_kept(found),
        "goals": _goals(found),
        "causes": [
            {
                "metric": one.metric,
                "part": one.part,
                "name": one.name,
                "breaches": one.breaches,
                "seconds": one.seconds,
            }
            for one in found.spent
        ],
        "sources": [_fate(each) for each in found.sources],
        "criteria": [{"name": each.name, "rejected": each.rejected} for each in found.criteria],
        "reasons": [{"name": each.name, "rejected": each.rejected} for each in found.reasons],
        "excuses": [
            {"side": side, "state": state, "number": number}
            for (side, state), number in sorted(found.excuses.items())
        ],
        "waits": [_wait(each) for each in found.waits],
        "pauses": [{"reason": key, "number": n} for key, n in sorted(found.pauses.items())],
        "amendments": [_amendment(found, each, at) for each in amended.amendments(found)],
    }


def _kept(found: Review) -> Row:
    return {
        "promises": [
            {"metric": each.metric, "side": each.side, **told_verdicts(each.verdicts)}
            for each in found.promises
        ],
        "commitments": [
            {
                "measure": each.measure,
                "kept": each.kept,
                "broken": each.broken,
                "excused": each.excused,
            }
            for each in found.pledges
        ],
    }


def _goals(found: Review) -> Row:
    planned, worth = found.flow.plan_now, found.worth
    return {
        "delivered": found.flow.delivered,
        "planned": None if planned is None else round(planned, 1),
        "value": money(worth.delivered) if worth else None,
        "planned_value": None if found.value_planned is None else str(found.value_planned),
        "won_value": money(found.earned),
    }


def _fate(each: Fate) -> Row:
    names = ("name", "delivered", "accepted", "rejected", "decided", "qualified", "won")
    return {name: getattr(each, name) for name in names} | {"won_value": money(each.earned)}


def _wait(each: Fate) -> Row:
    low, high = (None, None) if each.key == NO_CONTACT else bounds_of(each.key)
    return {
        "above_seconds": low,
        "up_to_seconds": high,
        "decided": each.decided,
        "qualified": each.qualified,
        "won": each.won,
    }


def _amendment(found: Review, each: Amendment, at: datetime) -> Row:
    said, answer = shown(found, each, at), each.answer
    told = None
    if answer is not None:
        told = {
            "answer": answer.answer,
            "reason": answer.reason,
            "at": answer.at,
            "by": named(answer.by.code, answer.by.name) if answer.by else None,
            "version": answer.version.code if answer.version else None,
        }
    return {
        "rule": said.rule,
        "subject": said.subject,
        "name": said.name,
        "figures": each.figures,
        "evidence": said.evidence,
        "change": said.change,
        "can_be_taken": said.can_be_taken,
        "answer": told,
    }
