"""A touch as it is told: what it says, and what it said before."""

from typing import Any

from rest_framework import serializers

from kit.api_pages import Row
from kit.api_schema import Named, named
from leads.models import Touch, TouchChannel, TouchCorrection, TouchOutcome
from leads.shapes.handoff import TouchShape, tell_touch

_SAID = ("channel", "outcome", "occurred_at", "note", "is_strike", "reason", "at")


class CorrectionShape(serializers.Serializer[Any]):
    """What a touch said before it was corrected or struck out."""

    channel = serializers.ChoiceField(choices=TouchChannel.choices)
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices)
    occurred_at = serializers.DateTimeField()
    note = serializers.CharField()
    is_strike = serializers.BooleanField()
    reason = serializers.CharField()
    at = serializers.DateTimeField(help_text="When it was corrected.")
    by = Named(allow_null=True)


class CorrectedTouchShape(TouchShape):
    """A touch with its corrections, the latest first."""

    corrections = CorrectionShape(many=True)


def tell_corrected(touch: Touch) -> Row:
    """Return ``touch`` as ``CorrectedTouchShape``: two queries."""
    rows = TouchCorrection.objects.filter(touch=touch).order_by("-at", "-id")
    found = [
        {name: row[name] for name in _SAID} | {"by": named(row["by__code"], row["by__name"])}
        for row in rows.values(*_SAID, "by__code", "by__name")
    ]
    return tell_touch(touch) | {"corrections": found}
