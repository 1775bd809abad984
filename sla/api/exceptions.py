"""Promises whose clocks cannot run as agreed: the list, with what to do, and trying again."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import NoFields, read, read_query
from kit.api_pages import PageQuery, Row
from kit.api_schema import Named, named, page_of, reads, writes
from kit.keyset import keyset_page
from kit.refusals import NotAllowed
from sla import exceptions as verbs
from sla.models import ClockException, Metric
from teams.access import person

_TAGS = ["Agreement"]


class ExceptionShape(serializers.Serializer[Any]):
    """A promise that no clock runs for."""

    handoff = serializers.UUIDField()
    lead = Named()
    owner = Named(allow_null=True)
    metric = serializers.ChoiceField(choices=Metric.choices)
    cause = serializers.ChoiceField(choices=ClockException.Cause.choices)
    calendar = Named(allow_null=True, help_text="That the target counts on, where there is one.")
    at = serializers.DateTimeField()
    advice = serializers.CharField(help_text="What to do, in your language.")


class RetriedShape(serializers.Serializer[Any]):
    """What became of them."""

    started = serializers.IntegerField(help_text="Clocks that run now, from their true beginning.")
    left = serializers.IntegerField(help_text="Exceptions that stand.")


@extend_schema(
    operation_id="exceptions",
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(ExceptionShape), 403),
    summary="List promises without a clock",
    description="For managers: every clock that cannot run as agreed, the latest first.",
)
@api_view(["GET"])
def exceptions(request: Request) -> Response:
    """List what stands."""
    if not person(request).is_manager:
        raise NotAllowed
    query = read_query(PageQuery, request)
    page = keyset_page(verbs.standing(), by="-at", cursor=query["cursor"], size=query["limit"])
    results = [_told(row) for row in page.rows]
    return Response({"results": results, "next": page.next_cursor or None})


@extend_schema(
    operation_id="exceptions_retry",
    tags=_TAGS,
    request=NoFields,
    responses=writes(RetriedShape),
    summary="Start the clocks that can start by now",
    description="For managers: after a calendar was restored or corrected. Asked again, it does "
    "nothing twice.",
)
@api_view(["POST"])
def retry(request: Request) -> Response:
    """Start what can start."""
    read(NoFields, request)
    found = verbs.retry(at=timezone.now(), by=person(request))
    return Response({"started": found.started, "left": found.left})


def _told(row: ClockException) -> Row:
    handoff = row.handoff
    lead, owner = handoff.lead, handoff.owner
    calendar = row.target.calendar if row.target else None
    return {
        "handoff": handoff.code,
        "lead": named(lead.code, str(lead)),
        "owner": named(owner.code, owner.name) if owner else None,
        "metric": row.metric,
        "cause": row.cause,
        "calendar": named(calendar.code, calendar.name) if calendar else None,
        "at": row.at,
        "advice": str(verbs.ADVICE[row.cause]),
    }
