"""The shapes in which criteria and fits are told to programs, whoever asks: this app or another."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from personas.fit import Fit, Reason
from personas.models import BaseCriterion


class CriterionShape(serializers.Serializer[Any]):
    """One thing that is checked about a lead."""

    id = serializers.IntegerField()
    text = serializers.CharField(help_text="In words, in the reader's language.")
    fact = serializers.CharField()
    operator = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())
    weight = serializers.IntegerField()
    is_required = serializers.BooleanField()


class ReasonShape(serializers.Serializer[Any]):
    """One criterion held against a lead."""

    criterion_id = serializers.IntegerField()
    text = serializers.CharField()
    fact = serializers.CharField()
    value = serializers.JSONField(allow_null=True, help_text="What is known of the lead.")
    is_required = serializers.BooleanField()
    is_met = serializers.BooleanField(allow_null=True, help_text="null: the fact is not known.")


class FitShape(serializers.Serializer[Any]):
    """How well a lead meets some criteria, with the reasons."""

    score = serializers.IntegerField(help_text="0 to 100.")
    is_met = serializers.BooleanField()
    reasons = ReasonShape(many=True)


def tell_criterion(criterion: BaseCriterion) -> dict[str, Any]:
    """Return ``criterion`` as ``CriterionShape``."""
    return {
        "id": criterion.pk,
        "text": str(criterion),
        "fact": criterion.fact,
        "operator": criterion.operator,
        "values": criterion.operands,
        "weight": criterion.weight,
        "is_required": criterion.is_required,
    }


def tell_fit(fit: Fit, criteria: Iterable[BaseCriterion]) -> dict[str, Any]:
    """Return ``fit`` as ``FitShape``; ``criteria`` are those that it was reckoned from."""
    texts = {criterion.pk: str(criterion) for criterion in criteria}
    reasons = [_tell_reason(reason, texts.get(reason.rule.key, "")) for reason in fit.reasons]
    return {"score": fit.score, "is_met": fit.is_met, "reasons": reasons}


def _tell_reason(reason: Reason, text: str) -> dict[str, Any]:
    return {
        "criterion_id": reason.rule.key,
        "text": text,
        "fact": reason.rule.fact,
        "value": reason.value,
        "is_required": reason.rule.is_required,
        "is_met": reason.is_met,
    }
