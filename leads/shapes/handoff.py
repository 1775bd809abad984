"""A hand-off and its touches as they are told."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from kit.api_pages import Row, Rows
from kit.api_schema import Named, money, named
from leads.models import Handoff, Nudge, Outcome, ReturnReason, Touch, TouchChannel, TouchOutcome
from leads.querysets import HandoffQuerySet
from leads.stages import Stage

_PLAIN = (
    "code",
    "cycle",
    "handed_at",
    "is_bulk",
    "claimed_at",
    "first_touch_at",
    "qualified_at",
    "closed_at",
    "outcome",
    "outcome_at",
    "reason_text",
    "won_value",
)
_BRIEF = ("who", "did", "wants", "why_now")
_PEOPLE = ("handed_by", "owner")
REASON = ("key", "label_en", "label_ar")
_LEAD = ("code", "name", "company_name", "email", "phone", "external_id", "stage")
_SNAPSHOT = ("lead_type", "grade", "region")
_JOINED = (
    *(f"brief__{part}" for part in _BRIEF),
    *(f"{who}__{name}" for who in _PEOPLE for name in ("code", "name")),
    *(f"reason__{name}" for name in REASON),
    *(f"lead__{name}" for name in _LEAD),
    *_SNAPSHOT,
    "expected_value",
    "failed_criterion_id",
    "source__name",
    "persona__code",
    "persona__name",
)
_TOUCH = ("code", "channel", "outcome", "occurred_at", "logged_at", "note", "struck_at")
_TOUCH_JOINED = ("handoff__code", "by__code", "by__name")


class BriefShape(serializers.Serializer[Any]):
    """What marketing tells sales."""

    who = serializers.CharField()
    did = serializers.CharField()
    wants = serializers.CharField()
    why_now = serializers.CharField()


class SnapshotShape(serializers.Serializer[Any]):
    """The lead at the hand-off; the promises were chosen by it, and later edits never move them."""

    source = serializers.CharField()  # type: ignore[assignment]
    lead_type = serializers.CharField()
    persona = Named(allow_null=True)
    grade = serializers.CharField()
    region = serializers.CharField()
    expected_value = serializers.CharField(
        allow_null=True, help_text="Money as text, in the company's currency."
    )


class HandedLeadShape(serializers.Serializer[Any]):
    """Whose hand-off it is."""

    code = serializers.UUIDField()
    name = serializers.CharField(help_text="The best name there is: person, company or contact.")
    company_name = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)


class ReasonGiven(serializers.Serializer[Any]):
    """The reason of a decision."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class HandoffShape(serializers.Serializer[Any]):
    """One cycle of one lead, from marketing's offer to sales' decision."""

    code = serializers.UUIDField()
    lead = HandedLeadShape()
    cycle = serializers.IntegerField(help_text="1 for the lead's first hand-off, then 2…")
    handed_at = serializers.DateTimeField()
    handed_by = Named(allow_null=True)
    is_bulk = serializers.BooleanField()
    brief = BriefShape()
    snapshot = SnapshotShape()
    owner = Named(allow_null=True)
    claimed_at = serializers.DateTimeField(allow_null=True)
    first_touch_at = serializers.DateTimeField(allow_null=True)
    qualified_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_blank=True)
    outcome_at = serializers.DateTimeField(allow_null=True)
    reason = ReasonGiven(allow_null=True)
    reason_text = serializers.CharField()
    failed_criterion_id = serializers.IntegerField(allow_null=True)
    won_value = serializers.CharField(allow_null=True)


class TouchShape(serializers.Serializer[Any]):
    """A call, e-mail, meeting or message by a person."""

    code = serializers.UUIDField()
    handoff = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=TouchChannel.choices)
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices)
    occurred_at = serializers.DateTimeField()
    logged_at = serializers.DateTimeField()
    note = serializers.CharField()
    struck_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when it does not count, if it was struck out."
    )
    by = Named(allow_null=True)


class NudgeShape(serializers.Serializer[Any]):
    """A manager's nudge; ``to`` is the owner, null when it went to the reps."""

    handoff = serializers.UUIDField()
    to = Named(allow_null=True)
    by = Named()
    at = serializers.DateTimeField()


def as_rows(handoffs: HandoffQuerySet) -> QuerySet[Any, Row]:
    """Return ``handoffs`` as the rows of values that ``tell_handoffs`` tells."""
    return handoffs.values("id", *_PLAIN, *_JOINED)


def tell_handoffs(rows: Rows) -> list[Row]:
    """Return the rows of ``as_rows`` as ``HandoffShape``, without another query."""
    return [_told(row) for row in rows]


def tell_handoff(handoff: Handoff) -> Row:
    """Return ``handoff`` as it stands in the database, as ``HandoffShape``: one query."""
    return _told(as_rows(Handoff.objects.filter(pk=handoff.pk)).get())


def touch_rows(handoff: Handoff) -> QuerySet[Touch, Row]:
    """Return the touches of ``handoff`` as the rows of values that ``tell_touches`` tells."""
    rows: QuerySet[Touch, Row] = Touch.every.filter(handoff=handoff).values(
        "id", *_TOUCH, *_TOUCH_JOINED
    )
    return rows


def tell_touches(rows: Rows) -> list[Row]:
    """Return the rows of ``touch_rows`` as ``TouchShape``."""
    return [
        {name: row[name] for name in _TOUCH}
        | {"handoff": row["handoff__code"], "by": named(row["by__code"], row["by__name"])}
        for row in rows
    ]


def tell_touch(touch: Touch) -> Row:
    """Return ``touch`` as ``TouchShape``: one query."""
    return tell_touches(list(touch_rows(touch.handoff).filter(pk=touch.pk)))[0]


def tell_nudge(nudge: Nudge, handoff: Handoff) -> Row:
    """Return ``nudge`` as ``NudgeShape``."""
    return {
        "handoff": handoff.code,
        "to": named(nudge.to.code, nudge.to.name) if nudge.to else None,
        "by": named(nudge.by.code, nudge.by.name) if nudge.by else None,
        "at": nudge.at,
    }


def tell_reason(row: Row) -> Row | None:
    """Return the reason joined to ``row`` as ``ReasonGiven``, None where there is none."""
    if row["reason__key"] is None:
        return None
    reason = ReturnReason(**{name: row[f"reason__{name}"] for name in REASON})
    return {"key": reason.key, "label": str(reason)}


def _told(row: Row) -> Row:
    return {name: row[name] for name in _PLAIN} | {
        "won_value": money(row["won_value"]),
        "lead": _lead(row),
        "brief": {part: row[f"brief__{part}"] or "" for part in _BRIEF},
        "snapshot": {name: row[name] for name in _SNAPSHOT}
        | {
            "source": row["source__name"] or "",
            "persona": named(row["persona__code"], row["persona__name"]),
            "expected_value": money(row["expected_value"]),
        },
        "handed_by": named(row["handed_by__code"], row["handed_by__name"]),
        "owner": named(row["owner__code"], row["owner__name"]),
        "reason": tell_reason(row),
        "failed_criterion_id": row["failed_criterion_id"],
    }


def _lead(row: Row) -> Row:
    lead = {name: row[f"lead__{name}"] for name in _LEAD}
    names = (lead[name] for name in ("name", "company_name", "email", "phone", "external_id"))
    return {
        "code": lead["code"],
        "name": next(filter(None, names), ""),
        "company_name": lead["company_name"],
        "stage": lead["stage"],
    }
