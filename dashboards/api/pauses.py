"""The pauses that managers look through: the same rows as the page's."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import InstantField, read_query
from kit.api_pages import PageQuery, Row
from kit.api_schema import Named, named, page_of, reads
from kit.keyset import keyset_page
from kit.refusals import NotAllowed
from sla.models import Pause, PauseReason
from sla.paused_time import paused_seconds
from teams.access import person

_CAUSES = [(cause, cause) for cause in ("resume", "limit", "closed")]


class PausesQuery(PageQuery):
    """Which pauses; a period is [from, to) and means when they began."""

    lasting = serializers.BooleanField(
        default=None, allow_null=True, help_text=_("true: only those that last; false: the others.")
    )
    by = serializers.UUIDField(default=None, help_text=_("The code of who paused."))
    started_from = InstantField(default=None)
    started_to = InstantField(default=None)


class ListedPause(serializers.Serializer[Any]):
    """A pause, whose lead it stopped, and the working time it took up to now."""

    code = serializers.UUIDField()
    handoff = serializers.UUIDField()
    lead = Named()
    owner = Named(allow_null=True)
    reason = serializers.ChoiceField(choices=PauseReason.choices)
    text = serializers.CharField()
    by = Named(allow_null=True)
    started_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_cause = serializers.ChoiceField(choices=_CAUSES, allow_blank=True)
    seconds = serializers.IntegerField(help_text="In the hours of the clocks that it stopped.")


@extend_schema(
    operation_id="pauses",
    tags=["Dashboard"],
    parameters=[PausesQuery],
    responses=reads(page_of(ListedPause), 403),
    summary="List pauses",
    description="For managers: those that began latest first.",
)
@api_view(["GET"])
def pauses(request: Request) -> Response:
    """List pauses."""
    if not person(request).is_manager:
        raise NotAllowed
    at, query = timezone.now(), read_query(PausesQuery, request)
    wanted = {
        "ended_at__isnull": query["lasting"],
        "by__code": query["by"],
        "started_at__gte": query["started_from"],
        "started_at__lt": query["started_to"],
    }
    rows = Pause.objects.filter(
        **{key: value for key, value in wanted.items() if value is not None}
    )
    shown = rows.select_related("handoff__lead", "handoff__owner", "by")
    page = keyset_page(shown, by="-started_at", cursor=query["cursor"], size=query["limit"])
    took = paused_seconds(page.rows, at)
    results = [_told(each, took[each.pk]) for each in page.rows]
    return Response({"results": results, "next": page.next_cursor or None})


def _told(pause: Pause, seconds: int) -> Row:
    handoff = pause.handoff
    owner, by = handoff.owner, pause.by
    return {
        "code": pause.code,
        "handoff": handoff.code,
        "lead": named(handoff.lead.code, str(handoff.lead)),
        "owner": named(owner.code, owner.name) if owner else None,
        "reason": pause.reason,
        "text": pause.text,
        "by": named(by.code, by.name) if by else None,
        "started_at": pause.started_at,
        "until_at": pause.until_at,
        "ended_at": pause.ended_at,
        "end_cause": pause.end_cause,
        "seconds": seconds,
    }
