"""Who waits with a promise that is broken or soon will be: the same list as the page's."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from dashboards.live import Now
from dashboards.waiting import UNCLAIMED, Asked, clocks
from kit.api_input import read_query
from kit.api_pages import PageQuery, Row
from kit.api_schema import page_of, reads
from kit.keyset import keyset_page
from kit.refusals import NotAllowed
from leads import nudging
from leads.models import Handoff, Source
from leads.shapes.handoff import HandoffShape, as_rows, tell_handoffs
from sla.deadlines import state_at
from sla.models import AT_HAND_OFF, Clock
from teams.access import person

_SHOWN = (Now.ON_TRACK, Now.AT_RISK, Now.BREACHED)

_STEPS = [(each.value, each.label) for each in AT_HAND_OFF]


class AtRiskQuery(PageQuery):
    """Which of those who wait; without a state those who are late or soon late."""

    state = serializers.ChoiceField(
        choices=[(state.value, state.value) for state in (Now.BREACHED, Now.AT_RISK, Now.OPEN)],
        default="",
        help_text=_('"open" for everyone who waits.'),
    )
    owner = serializers.CharField(
        default="", max_length=36, help_text=_('"none", or the code of a person.')
    )
    step = serializers.ChoiceField(choices=_STEPS, default="")
    source = serializers.CharField(default="", max_length=80, help_text=_("By name."))  # type: ignore[assignment]

    def validate_owner(self, value: str) -> str:
        """Let through the word and codes, as the list compares them."""
        if value in {"", UNCLAIMED}:
            return value
        code: UUID = serializers.UUIDField().run_validation(value)
        return str(code)

    def validate_source(self, value: str) -> int | None:
        """Return the id of the source of that name."""
        found = Source.objects.filter(name__iexact=value).values_list("pk", flat=True).first()
        if value and found is None:
            raise serializers.ValidationError(_("There is no such source."))
        return found


class AtRiskShape(serializers.Serializer[Any]):
    """A hand-off that waits, and the promise it is shown with."""

    handoff = HandoffShape()
    step = serializers.ChoiceField(choices=_STEPS)
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in _SHOWN])
    warn_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField()
    nudged_at = serializers.DateTimeField(
        allow_null=True, help_text="Of the present owner, within the last ten minutes."
    )


@extend_schema(
    operation_id="at_risk",
    tags=["Dashboard"],
    parameters=[AtRiskQuery],
    responses=reads(page_of(AtRiskShape), 403),
    summary="List who is at risk",
    description="For managers: the most urgent first.",
)
@api_view(["GET"])
def at_risk(request: Request) -> Response:
    """List whose promise is broken or soon will be."""
    if not person(request).is_manager:
        raise NotAllowed
    at, query = timezone.now(), read_query(AtRiskQuery, request)
    asked = Asked(
        state=Now(query["state"]) if query["state"] else None,
        owner=query["owner"],
        step=query["step"],
        source_id=query["source"],
    )
    page = keyset_page(clocks(asked, at), by="due_at", cursor=query["cursor"], size=query["limit"])
    return Response({"results": _told(page.rows, at), "next": page.next_cursor or None})


def _told(rows: list[Clock], at: datetime) -> list[Row]:
    """Return clocks as ``AtRiskShape``: two queries."""
    ids = [clock.handoff_id for clock in rows]
    found = list(as_rows(Handoff.objects.filter(pk__in=ids)))
    handoffs = {row["id"]: told for row, told in zip(found, tell_handoffs(found), strict=True)}
    nudged = nudging.recent(ids, at)
    return [
        {
            "handoff": handoffs[clock.handoff_id],
            "step": clock.metric,
            "state": state_at(clock, at).value,
            "warn_at": clock.warn_at,
            "due_at": clock.due_at,
            "nudged_at": nudged.get(clock.handoff_id),
        }
        for clock in rows
    ]
