"""Hand-offs by their own code: list, read, touches, and every act of a rep."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import read, read_query
from kit.api_pages import PageQuery, answer_page
from kit.api_schema import page_of, reads, writes
from leads import lifecycle, qualifying
from leads.api import inputs
from leads.lifecycle import NewTouch
from leads.models import DefinitionKind, Handoff
from leads.querysets import HandoffQuerySet
from leads.reading import handoff_or_404
from leads.refusals import DefinitionNotMet
from leads.shapes import check, handoff
from leads.statuses import stands
from teams.access import person
from teams.models import User

_TAGS = ["Hand-offs"]


class QualifiedHandoff(check.CheckShape):
    """The hand-off after it was qualified, and what the lead was held against."""

    handoff = handoff.HandoffShape()


@extend_schema(
    operation_id="handoffs_list",
    tags=_TAGS,
    parameters=[inputs.HandoffQuery],
    responses=reads(page_of(handoff.HandoffShape)),
    summary="List hand-offs",
    description="Newest first; every member reads all of them.",
)
@api_view(["GET"])
def handoffs(request: Request) -> Response:
    """List hand-offs."""
    query = read_query(inputs.HandoffQuery, request)
    rows = handoff.as_rows(_asked(query, person(request)))
    return answer_page(rows, by="-handed_at", query=query, shown=handoff.tell_handoffs)


@extend_schema(
    operation_id="handoffs_read",
    tags=_TAGS,
    responses=reads(handoff.HandoffShape),
    summary="Read a hand-off",
)
@api_view(["GET"])
def one_handoff(request: Request, code: UUID) -> Response:
    """Read one hand-off."""
    return Response(handoff.tell_handoff(handoff_or_404(code)))


@extend_schema(
    operation_id="handoffs_touches",
    methods=["GET"],
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(handoff.TouchShape)),
    summary="List a hand-off's touches",
    description="By when they happened, the latest first.",
)
@extend_schema(
    operation_id="handoffs_log_touch",
    methods=["POST"],
    tags=_TAGS,
    request=inputs.TouchInput,
    responses=writes(handoff.TouchShape, 201),
    summary="Log a touch",
    description="Claims an unclaimed lead. Without `occurred_at` it happened now; before the "
    "hand-off or in the future it is refused, and more than 24 hours ago it takes a manager.",
)
@api_view(["GET", "POST"])
def touches(request: Request, code: UUID) -> Response:
    """List the touches of a hand-off, or log one."""
    if request.method == "POST":
        return _log_touch(request, code)
    query = read_query(PageQuery, request)
    rows = handoff.touch_rows(handoff_or_404(code))
    return answer_page(rows, by="-occurred_at", query=query, shown=handoff.tell_touches)


@extend_schema(
    operation_id="handoffs_check",
    methods=["GET"],
    tags=_TAGS,
    parameters=[inputs.ConfirmedQuery],
    responses=reads(check.CheckShape),
    summary="Hold a lead against the SQL definition",
    description="Shows which criteria it meets, under which version. Changes nothing.",
)
@extend_schema(
    operation_id="handoffs_qualify",
    methods=["POST"],
    tags=_TAGS,
    request=inputs.QualifyInput,
    responses=writes(QualifiedHandoff),
    summary="Qualify a lead for sales (SQL)",
    description="422 `definition_not_met` lists the criteria; `override_reason` goes against it.",
)
@api_view(["GET", "POST"])
def qualify(request: Request, code: UUID) -> Response:
    """Hold a handed-over lead against the definition, and qualify it."""
    now = timezone.now()
    if request.method == "GET":
        asked = read_query(inputs.ConfirmedQuery, request)
        return Response(_check(handoff_or_404(code), frozenset(asked["confirmed"]), now))
    said = read(inputs.QualifyInput, request)
    one, confirmed = handoff_or_404(code), frozenset(said.pop("confirmed"))
    before = _check(one, confirmed, now)
    try:
        lifecycle.qualify(handoff=one, confirmed=confirmed, at=now, by=person(request), **said)
    except DefinitionNotMet as refusal:
        refusal.extra = before
        raise
    return Response(before | {"handoff": handoff.tell_handoff(one)})


def _log_touch(request: Request, code: UUID) -> Response:
    now = timezone.now()
    said = read(inputs.TouchInput, request)
    touch = NewTouch(**said | {"occurred_at": said["occurred_at"] or now})
    made = lifecycle.log_touch(
        handoff=handoff_or_404(code), touch=touch, at=now, by=person(request)
    )
    return Response(handoff.tell_touch(made), 201)


def _asked(query: dict[str, Any], asker: User) -> HandoffQuerySet:
    wanted = {
        "outcome": query["outcome"] or None,
        "source_id": query["source"],
        "lead__code": query["lead"],
        "handed_at__gte": query["handed_from"],
        "handed_at__lt": query["handed_to"],
        "closed_at__isnull": query["open"],
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    rows: HandoffQuerySet = Handoff.objects.filter(stands(query["status"]), **given)
    rows = _of(rows, "handed_by", query["handed_by"], asker)
    return _of(rows, "owner", query["owner"], asker)


def _of(rows: HandoffQuerySet, role: str, who: str, asker: User) -> HandoffQuerySet:
    """Return those of ``rows`` in which ``who`` has ``role``: a code, "me", "none"; "" for all."""
    if not who:
        return rows
    if who == "none":
        return rows.filter(**{f"{role}__isnull": True})
    return rows.filter(**({f"{role}_id": asker.pk} if who == "me" else {f"{role}__code": who}))


def _check(one: Handoff, confirmed: frozenset[str], at: datetime) -> dict[str, Any]:
    found = qualifying.check(
        lead=one.lead, kind=DefinitionKind.SQL, at=at, handoff=one, confirmed=confirmed
    )
    return check.tell_check(found)
