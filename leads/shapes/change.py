"""What happened to a lead as it is told: its timeline."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from kit.api_pages import Row, Rows
from kit.api_schema import Named, named
from leads.models import Lead, StageChange, TouchChannel, TouchOutcome
from leads.shapes.handoff import REASON, ReasonGiven, tell_reason
from leads.stages import Move, Stage

_PLAIN = ("move", "from_stage", "to_stage", "at", "recorded_at")
_TOUCH = ("code", "channel", "outcome", "occurred_at", "note")
_JOINED = (
    "by__code",
    "by__name",
    "given_to__code",
    "given_to__name",
    "handoff__code",
    "handoff__cycle",
    *(f"touch__{name}" for name in _TOUCH),
    *(f"reason__{name}" for name in REASON),
)


class TouchTold(serializers.Serializer[Any]):
    """The touch behind an entry."""

    code = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=TouchChannel.choices)
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices)
    occurred_at = serializers.DateTimeField()
    note = serializers.CharField()


class ChangeShape(serializers.Serializer[Any]):
    """One thing that happened to a lead."""

    move = serializers.ChoiceField(choices=Move.choices)
    from_stage = serializers.ChoiceField(choices=Stage.choices, allow_blank=True)
    to_stage = serializers.ChoiceField(choices=Stage.choices)
    at = serializers.DateTimeField(help_text="When it happened.")
    recorded_at = serializers.DateTimeField(help_text="When the product learned of it.")
    by = Named(allow_null=True)
    given_to = Named(allow_null=True, help_text="Who was given the lead, of an assignment.")
    handoff = serializers.UUIDField(allow_null=True)
    cycle = serializers.IntegerField(allow_null=True)
    reason = ReasonGiven(allow_null=True)
    touch = TouchTold(allow_null=True)


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
        "touch": _touch(row),
    }


def _touch(row: Row) -> Row | None:
    if row["touch__code"] is None:
        return None
    return {name: row[f"touch__{name}"] for name in _TOUCH}
