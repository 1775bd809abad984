"""What happened to a lead as it is told: its timeline."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from kit.api_pages import Row, Rows
from kit.api_schema import Named, named
from leads.models import AbsenceCause, Lead, StageChange, TouchChannel, TouchOutcome
from leads.shapes.handoff import REASON, ReasonGiven, tell_reason
from leads.stages import Move, Stage

_PLAIN = ("move", "from_stage", "to_stage", "at", "recorded_at", "cause")
_TOUCH = ("code", "channel", "outcome", "occurred_at", "logged_at", "note", "struck_at")
_SAID = ("channel", "outcome", "occurred_at", "note", "reason")
_JOINED = (
    "by__code",
    "by__name",
    "given_to__code",
    "given_to__name",
    "taken_from__code",
    "taken_from__name",
    "handoff__code",
    "handoff__cycle",
    *(f"touch__{name}" for name in _TOUCH),
    *(f"correction__{name}" for name in _SAID),
    *(f"reason__{name}" for name in REASON),
)


class TouchTold(serializers.Serializer[Any]):
    """The touch behind an entry."""

    code = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=TouchChannel.choices)
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices)
    occurred_at = serializers.DateTimeField()
    logged_at = serializers.DateTimeField()
    note = serializers.CharField()
    struck_at = serializers.DateTimeField(allow_null=True)


class SaidBefore(serializers.Serializer[Any]):
    """What the touch said before, of a correction."""

    channel = serializers.ChoiceField(choices=TouchChannel.choices)
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices)
    occurred_at = serializers.DateTimeField()
    note = serializers.CharField()
    reason = serializers.CharField(help_text="Why it was corrected or struck out.")


class ChangeShape(serializers.Serializer[Any]):
    """One thing that happened to a lead."""

    move = serializers.ChoiceField(choices=Move.choices)
    from_stage = serializers.ChoiceField(choices=Stage.choices, allow_blank=True)
    to_stage = serializers.ChoiceField(choices=Stage.choices)
    at = serializers.DateTimeField(help_text="When it happened.")
    recorded_at = serializers.DateTimeField(help_text="When the product learned of it.")
    by = Named(allow_null=True)
    given_to = Named(allow_null=True, help_text="Who was given the lead, of an assignment.")
    cause = serializers.ChoiceField(
        choices=AbsenceCause.choices,
        allow_blank=True,
        help_text="Of a release its owner did not make: why.",
    )
    taken_from = Named(allow_null=True, help_text="Whose the lead was, of such a release.")
    handoff = serializers.UUIDField(allow_null=True)
    cycle = serializers.IntegerField(allow_null=True)
    reason = ReasonGiven(allow_null=True)
    touch = TouchTold(allow_null=True)
    said_before = SaidBefore(allow_null=True)


def as_rows(lead: Lead) -> QuerySet[StageChange, Row]:
    """Return all that happened to ``lead`` as the rows of values that ``tell_changes`` tells."""
    rows: QuerySet[StageChange, Row] = StageChange.objects.filter(lead=lead).values(
        "id", *_PLAIN, *_JOINED
    )
    return rows


def tell_changes(rows: Rows) -> list[Row]:
    """Return the rows of ``as_rows`` as ``ChangeShape``."""
    return [_told(row) for row in rows]


def _told(row: Row) -> Row:
    return {name: row[name] for name in _PLAIN} | {
        "by": named(row["by__code"], row["by__name"]),
        "given_to": named(row["given_to__code"], row["given_to__name"]),
        "handoff": row["handoff__code"],
        "cycle": row["handoff__cycle"],
        "reason": tell_reason(row),
        "taken_from": named(row["taken_from__code"], row["taken_from__name"]),
        "touch": _touch(row),
        "said_before": _before(row),
    }


def _touch(row: Row) -> Row | None:
    if row["touch__code"] is None:
        return None
    return {name: row[f"touch__{name}"] for name in _TOUCH}


def _before(row: Row) -> Row | None:
    if row["correction__channel"] is None:
        return None
    return {name: row[f"correction__{name}"] for name in _SAID}
