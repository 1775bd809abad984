"""Touches by their own code: read with what they said before, corrected, struck out."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import read
from kit.api_schema import reads, writes
from leads import lifecycle
from leads.api import inputs
from leads.lifecycle import NewTouch
from leads.models import Touch
from leads.reading import touch_or_404
from leads.shapes.touch import CorrectedTouchShape, tell_corrected
from teams.access import person

_TAGS = ["Hand-offs"]


@extend_schema(
    operation_id="touches_read",
    methods=["GET"],
    tags=_TAGS,
    responses=reads(CorrectedTouchShape),
    summary="Read a touch and what it said before",
)
@extend_schema(
    operation_id="touches_correct",
    methods=["PATCH"],
    tags=_TAGS,
    request=inputs.CorrectTouchInput,
    responses=writes(CorrectedTouchShape),
    summary="Correct a touch",
    description="By its author within 24 hours of logging it, by a manager of sales at any time. "
    "What is left out stays as it is; every promise is judged anew; what the touch said before "
    "stays in `corrections`.",
)
@api_view(["GET", "PATCH"])
def touch(request: Request, code: UUID) -> Response:
    """Read a touch, or let it say what it should have said."""
    if request.method == "GET":
        return Response(tell_corrected(touch_or_404(code)))
    now = timezone.now()
    said = read(inputs.CorrectTouchInput, request)
    one = touch_or_404(code)
    lifecycle.correct_touch(
        touch=one, reason=said.pop("reason"), text=_text(one, said), at=now, by=person(request)
    )
    return Response(tell_corrected(touch_or_404(code)))


@extend_schema(
    operation_id="touches_strike",
    tags=_TAGS,
    request=inputs.StrikeTouchInput,
    responses=writes(CorrectedTouchShape),
    summary="Strike a touch out",
    description="It stays readable and no longer counts; a promise that only this touch kept runs "
    "again from its start. By whoever may correct it.",
)
@api_view(["POST"])
def strike_touch(request: Request, code: UUID) -> Response:
    """Take a touch out of what counts."""
    now = timezone.now()
    said = read(inputs.StrikeTouchInput, request)
    one = touch_or_404(code)
    lifecycle.strike_touch(touch=one, reason=said["reason"], at=now, by=person(request))
    return Response(tell_corrected(touch_or_404(code)))


def _text(one: Touch, said: dict[str, Any]) -> NewTouch:
    names = ("channel", "outcome", "occurred_at", "note")
    return NewTouch(**{name: said.get(name, getattr(one, name)) for name in names})
