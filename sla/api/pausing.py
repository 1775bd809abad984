"""Pauses of a hand-off's clocks: made, ended, and as every answer tells them."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import InstantField, NoFields, StrictSerializer, read
from kit.api_pages import Row
from kit.api_schema import Named, named, writes
from leads.reading import handoff_or_404
from sla import pausing
from sla.models import Pause, PauseReason
from teams.access import person

CAUSES = [(cause, cause) for cause in ("resume", "limit", "closed")]


class PauseInput(StrictSerializer):
    """Why, until when, and what there is to say of it."""

    reason = serializers.ChoiceField(choices=PauseReason.choices)
    until_at = InstantField()
    text = serializers.CharField(
        default="", allow_blank=True, max_length=pausing.TEXT_MAX_LENGTH, trim_whitespace=True
    )


class PauseShape(serializers.Serializer[Any]):
    """A stretch in which clocks of a hand-off stood still: those whose target allows its reason."""

    code = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=PauseReason.choices)
    text = serializers.CharField()
    started_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField(help_text="It ends then at the latest.")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="null while it lasts.")
    end_cause = serializers.ChoiceField(
        choices=CAUSES,
        allow_blank=True,
        help_text="Ended by hand, at `until_at`, or with its hand-off; empty while it lasts.",
    )
    by = Named(allow_null=True)
    ended_by = Named(allow_null=True)


@extend_schema(
    operation_id="handoffs_pause",
    tags=["Clocks"],
    request=PauseInput,
    responses=writes(PauseShape, 201),
    summary="Pause a hand-off's clocks",
    description="By the owner or a manager of sales. Stops the running clocks whose target allows "
    "the reason; an overdue one is breached first and not paused. 409 `already_paused`, or "
    "`nothing_to_pause` when no running promise allows the reason.",
)
@api_view(["POST"])
def pause(request: Request, code: UUID) -> Response:
    """Let the clocks of a hand-off stand still."""
    now = timezone.now()
    said = read(PauseInput, request)
    made = pausing.pause(handoff=handoff_or_404(code), at=now, by=person(request), **said)
    return Response(tell_pause(made), status=201)


@extend_schema(
    operation_id="handoffs_resume",
    tags=["Clocks"],
    request=None,
    responses=writes(PauseShape),
    summary="Let a hand-off's clocks run on",
    description="By the owner or a manager of sales; answers the pause that has ended.",
)
@api_view(["POST"])
def resume(request: Request, code: UUID) -> Response:
    """Let the clocks of a hand-off run on."""
    now = timezone.now()
    read(NoFields, request)
    ended = pausing.resume(handoff=handoff_or_404(code), at=now, by=person(request))
    return Response(tell_pause(ended))


def tell_pause(pause: Pause) -> Row:
    """Return a pause as ``PauseShape``; who made and ended it should be loaded."""
    return {
        "code": pause.code,
        "reason": pause.reason,
        "text": pause.text,
        "started_at": pause.started_at,
        "until_at": pause.until_at,
        "ended_at": pause.ended_at,
        "end_cause": pause.end_cause,
        "by": named(pause.by.code, pause.by.name) if pause.by else None,
        "ended_by": named(pause.ended_by.code, pause.ended_by.name) if pause.ended_by else None,
    }
