"""What is done to a hand-off: taken, given back, decided. One verb each; the rules are theirs."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import NoFields, StrictSerializer, read
from kit.api_schema import writes
from leads import lifecycle, nudging
from leads.api import inputs
from leads.lifecycle import Decision
from leads.models import Handoff
from leads.reading import handoff_or_404
from leads.shapes.handoff import HandoffShape, NudgeShape, tell_handoff, tell_nudge
from teams.access import person

View = TypeVar("View", bound=Callable[..., object])


def _act(
    name: str, summary: str, body: type[StrictSerializer] | None = None
) -> Callable[[View], View]:
    return extend_schema(
        operation_id=f"handoffs_{name}",
        tags=["Hand-offs"],
        request=body,
        responses=writes(HandoffShape),
        summary=summary,
        description=_DESCRIPTIONS.get(name, ""),
    )


_DESCRIPTIONS = {
    "claim": "Of two who claim at once one gets it; the other is answered 409 "
    "`already_claimed` with `claimed_by`, `claimed_at` and `is_yours`.",
    "assign": "To somebody who works in sales, by a manager of sales, while nobody has claimed it. "
    "Counts as the claim of that rep at this instant.",
    "reassign": "A claimed one, to somebody else in sales, by a manager of sales. The response "
    "clock goes on; the new owner's own time starts where the agreement promises one.",
    "undo_claim": "Within ten seconds, as long as nothing followed the claim.",
    "release": "Back into the queue; a new claim clock begins, the response clock goes on.",
    "overturn": "By a manager of marketing, while the lead has not gone on since. Its clocks run "
    "on from when they began.",
    "reject": "Before the first touch, for what the papers show.",
    "disqualify": 'After a touch. "Unable to reach" only after the promised attempts.',
    "recycle": "Back to marketing until a day in the future.",
    "withdraw": "By marketing, while nobody has claimed it.",
}


@_act("claim", "Claim a hand-off")
@api_view(["POST"])
def claim(request: Request, code: UUID) -> Response:
    """Take a lead from the queue."""
    return _plain(lifecycle.claim, request, code)


@_act("assign", "Assign a hand-off", inputs.AssignInput)
@api_view(["POST"])
def assign(request: Request, code: UUID) -> Response:
    """Give an unclaimed lead to a rep."""
    now = timezone.now()
    said = read(inputs.AssignInput, request)
    return _answer(
        lifecycle.assign(handoff=handoff_or_404(code), at=now, by=person(request), **said)
    )


@_act("reassign", "Reassign a hand-off", inputs.AssignInput)
@api_view(["POST"])
def reassign(request: Request, code: UUID) -> Response:
    """Give a claimed lead to another rep."""
    now = timezone.now()
    said = read(inputs.AssignInput, request)
    return _answer(
        lifecycle.reassign(handoff=handoff_or_404(code), at=now, by=person(request), **said)
    )


@extend_schema(
    operation_id="handoffs_nudge",
    tags=["Hand-offs"],
    request=None,
    responses=writes(NudgeShape, 201),
    summary="Nudge the owner of a hand-off",
    description="By a manager of either side. The owner, or unclaimed the reps, get a notice; "
    "within ten minutes a second one is answered 409 `already_nudged` with `nudged_at`.",
)
@api_view(["POST"])
def nudge(request: Request, code: UUID) -> Response:
    """Ask for a lead to be looked at."""
    now = timezone.now()
    read(NoFields, request)
    handoff = handoff_or_404(code)
    made = nudging.nudge(handoff=handoff, at=now, by=person(request))
    return Response(tell_nudge(made, handoff), 201)


@_act("undo_claim", "Undo a claim")
@api_view(["POST"])
def undo_claim(request: Request, code: UUID) -> Response:
    """Undo a claim of a moment ago."""
    return _plain(lifecycle.undo_claim, request, code)


@_act("release", "Release a hand-off")
@api_view(["POST"])
def release(request: Request, code: UUID) -> Response:
    """Put a claimed lead back into the queue."""
    return _plain(lifecycle.release, request, code)


@_act("withdraw", "Take a hand-off back")
@api_view(["POST"])
def withdraw(request: Request, code: UUID) -> Response:
    """Take an unclaimed hand-off back."""
    return _plain(lifecycle.withdraw, request, code)


@_act("reject", "Reject a lead", inputs.RejectInput)
@api_view(["POST"])
def reject(request: Request, code: UUID) -> Response:
    """Refuse a lead for what its papers show."""
    return _decide(lifecycle.reject, inputs.RejectInput, request, code)


@_act("disqualify", "Disqualify a lead", inputs.ReasonInput)
@api_view(["POST"])
def disqualify(request: Request, code: UUID) -> Response:
    """Rule a lead out for what a contact showed."""
    return _decide(lifecycle.disqualify, inputs.ReasonInput, request, code)


@_act("recycle", "Return a lead to marketing", inputs.RecycleInput)
@api_view(["POST"])
def recycle(request: Request, code: UUID) -> Response:
    """Return a lead to marketing until a day."""
    return _decide(lifecycle.recycle, inputs.RecycleInput, request, code)


@_act("lose", "Close a lead as lost", inputs.ReasonInput)
@api_view(["POST"])
def lose(request: Request, code: UUID) -> Response:
    """Close a qualified lead whose deal was lost."""
    return _decide(lifecycle.lose, inputs.ReasonInput, request, code)


@_act("win", "Close a lead as won", inputs.WinInput)
@api_view(["POST"])
def win(request: Request, code: UUID) -> Response:
    """Close a qualified lead as a customer."""
    now = timezone.now()
    said = read(inputs.WinInput, request)
    return _answer(lifecycle.win(handoff=handoff_or_404(code), at=now, by=person(request), **said))


@_act("overturn", "Overturn a rejection", inputs.OverturnInput)
@api_view(["POST"])
def overturn(request: Request, code: UUID) -> Response:
    """Let a rejected hand-off go on."""
    now = timezone.now()
    said = read(inputs.OverturnInput, request)["text"]
    return _answer(
        lifecycle.overturn(handoff=handoff_or_404(code), text=said, at=now, by=person(request))
    )


def _plain(verb: Callable[..., Handoff], request: Request, code: UUID) -> Response:
    now = timezone.now()
    read(NoFields, request)
    return _answer(verb(handoff=handoff_or_404(code), at=now, by=person(request)))


def _decide(
    verb: Callable[..., Handoff], shape: type[StrictSerializer], request: Request, code: UUID
) -> Response:
    now = timezone.now()
    decision = Decision(**read(shape, request))
    return _answer(
        verb(handoff=handoff_or_404(code), decision=decision, at=now, by=person(request))
    )


def _answer(handoff: Handoff) -> Response:
    return Response(tell_handoff(handoff))
