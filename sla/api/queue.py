"""The queue: what nobody has claimed, most urgent first, and claiming the next."""

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

from kit.api_input import StrictSerializer, read, read_query
from kit.api_pages import Row
from kit.api_schema import reads, writes
from kit.refusals import NotAllowed
from leads import lifecycle
from leads.models import Handoff, Source
from leads.shapes.handoff import HandoffShape, as_rows, tell_handoff, tell_handoffs
from personas.models import Persona
from sla import queue as queues
from sla.api.clocks import STATES, CountdownShape, tell_running
from sla.models import Clock, Metric
from sla.standstill import standstills
from teams.access import person

_TAGS = ["Queue"]
_GROUPS = [(group, group) for group in queues.GROUPS]


class WantedInput(StrictSerializer):
    """What is wanted of the queue."""

    source = serializers.CharField(default="", max_length=80, help_text=_("By name."))  # type: ignore[assignment]
    persona = serializers.UUIDField(default=None)

    def validate_source(self, value: str) -> int | None:
        """Return the id of the source of that name."""
        found = Source.objects.filter(name__iexact=value).values_list("pk", flat=True).first()
        if value and found is None:
            raise serializers.ValidationError(_("There is no such source."))
        return found

    def validate_persona(self, value: UUID | None) -> int | None:
        """Return the id of the persona of that code."""
        if value is None:
            return None
        found = Persona.objects.filter(code=value).values_list("pk", flat=True).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such persona."))
        return int(found)


class QueueQuery(WantedInput):
    """What is shown of the queue: one group or all, so many of each."""

    group = serializers.ChoiceField(choices=_GROUPS, default="")
    limit = serializers.IntegerField(default=queues.GROUP_SIZE, min_value=1, max_value=200)


class RunningShape(CountdownShape):
    """The claim clock of a hand-off that waits."""

    state = serializers.ChoiceField(choices=STATES)
    warn_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="null while it is paused.")
    target_seconds = serializers.IntegerField()


class QueueRow(serializers.Serializer[Any]):
    """A hand-off that waits to be claimed."""

    handoff = HandoffShape()
    clock = RunningShape(allow_null=True)


class QueueGroup(serializers.Serializer[Any]):
    """A section of the queue: its first rows, most urgent first, and how many there are."""

    key = serializers.ChoiceField(choices=_GROUPS)
    count = serializers.IntegerField()
    is_capped = serializers.BooleanField(help_text="There are more than `count`.")
    rows = QueueRow(many=True)


class QueueShape(serializers.Serializer[Any]):
    """The queue at an instant."""

    at = serializers.DateTimeField()
    total = serializers.IntegerField()
    is_capped = serializers.BooleanField()
    groups = QueueGroup(many=True)


@extend_schema(
    operation_id="queue_read",
    tags=_TAGS,
    parameters=[QueueQuery],
    responses=reads(QueueShape),
    summary="Read the queue",
    description="What nobody has claimed: breached, at risk, on track, and without a clock.",
)
@api_view(["GET"])
def queue(request: Request) -> Response:
    """Read the queue by urgency."""
    now = timezone.now()
    query = read_query(QueueQuery, request)
    wanted = queues.Wanted(query["source"], query["persona"], query["group"])
    found = queues.queue(at=now, wanted=wanted, size=query["limit"])
    rows = _rows([row.handoff.pk for group in found.groups for row in group.rows], now)
    return Response(
        {
            "at": now,
            "total": found.total.number,
            "is_capped": found.total.is_capped,
            "groups": [_group(group, rows) for group in found.groups],
        }
    )


@extend_schema(
    operation_id="queue_claim_next",
    tags=_TAGS,
    request=WantedInput,
    responses=writes(HandoffShape) | {204: None},
    summary="Claim the next lead",
    description="The most urgent one that nobody else is claiming; 204 when the queue is empty.",
)
@api_view(["POST"])
def claim_next(request: Request) -> Response:
    """Claim the most urgent lead."""
    now, by = timezone.now(), person(request)
    said = read(WantedInput, request)
    if not by.is_seller:
        raise NotAllowed
    wanted = queues.Wanted(said["source"], said["persona"])
    waiting = queues.candidates(at=now, wanted=wanted)
    handoff = lifecycle.claim_next(candidates=waiting, at=now, by=by)
    return Response(status=204) if handoff is None else Response(tell_handoff(handoff))


def _group(group: queues.Group, rows: dict[int, Row]) -> Row:
    return {
        "key": group.key,
        "count": group.count.number,
        "is_capped": group.count.is_capped,
        "rows": [rows[row.handoff.pk] for row in group.rows],
    }


def _rows(ids: list[int], at: datetime) -> dict[int, Row]:
    """Return each hand-off of ``ids`` with its running claim clock: four queries at most."""
    running = Clock.objects.filter(
        handoff__in=ids, metric=Metric.CLAIM, stopped_at__isnull=True, voided_at__isnull=True
    ).select_related("calendar_version")
    still = standstills(running, at)
    clocks = {clock.handoff_id: tell_running(clock, at, still.get(clock.pk)) for clock in running}
    rows = list(as_rows(Handoff.objects.filter(pk__in=ids)))
    told = zip(rows, tell_handoffs(rows), strict=True)
    return {row["id"]: {"handoff": one, "clock": clocks.get(row["id"])} for row, one in told}
