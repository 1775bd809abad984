"""The clocks of a hand-off: the state now, what is left, under which promise, what befell them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_pages import Row
from kit.api_schema import Named, named, reads
from leads.models import Handoff
from leads.reading import handoff_or_404
from sla.agreed import calendar_of
from sla.api.pausing import PauseShape, tell_pause
from sla.breach_page import Link, links
from sla.deadlines import Countdown, State, countdown, state_at
from sla.faces import OUTSIDE_HOURS
from sla.models import Clock, ClockEvent, ClockException, EventKind, ExcuseState, Metric, Pause
from sla.standstill import Standstill, standstills

STATES = [(state.value, state.value) for state in State] + [(OUTSIDE_HOURS, OUTSIDE_HOURS)]


class EventShape(serializers.Serializer[Any]):
    """One thing that befell a clock."""

    kind = serializers.ChoiceField(choices=EventKind.choices)
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    cause = serializers.CharField(help_text="The move that caused it; empty for the sweep.")
    by = Named(allow_null=True)
    old_due_at = serializers.DateTimeField(
        allow_null=True, help_text="Of `moved`, a change of its calendar; null while paused."
    )
    new_due_at = serializers.DateTimeField(allow_null=True)


class VersionNamed(serializers.Serializer[Any]):
    """Which version of the agreement."""

    code = serializers.UUIDField()
    number = serializers.IntegerField()


class CalendarNamed(serializers.Serializer[Any]):
    """Which version of which calendar."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    time_zone = serializers.CharField()


class CountdownShape(serializers.Serializer[Any]):
    """What is left, in the clock's own time: working seconds for a business clock."""

    seconds_left = serializers.IntegerField(
        allow_null=True,
        help_text="Negative when overdue; stands still while paused; null once it has ended.",
    )
    is_ticking = serializers.BooleanField(
        help_text="False outside working hours, while paused and at the end."
    )
    closes_at = serializers.DateTimeField(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True)


class BreachShape(serializers.Serializer[Any]):
    """The breach of a broken promise, and how what was asked about it stands."""

    code = serializers.UUIDField()
    excuse = serializers.ChoiceField(
        choices=ExcuseState.choices, allow_null=True, help_text="null: nobody has asked."
    )


class ClockShape(CountdownShape):
    """One promise on one hand-off."""

    metric = serializers.ChoiceField(choices=Metric.choices)
    seq = serializers.IntegerField(
        help_text="Counts the clocks of a metric: a release adds one. Of `attempt`, which attempt."
    )
    attempts = serializers.IntegerField(
        allow_null=True, help_text="How many attempts are promised in all, of `attempt`."
    )
    state = serializers.ChoiceField(choices=STATES)
    started_at = serializers.DateTimeField()
    warn_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="null while it is paused.")
    warn_ats = serializers.ListField(
        child=serializers.DateTimeField(),
        help_text="The instants of all warnings, in order, `warn_at` being the first; none while "
        "it is paused.",
    )
    warned_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True, help_text="Equals `due_at`.")
    stopped_at = serializers.DateTimeField(allow_null=True, help_text="When it was answered.")
    voided_at = serializers.DateTimeField(allow_null=True)
    steps_at = serializers.ListField(
        child=serializers.DateTimeField(),
        help_text="When the steps of the ladder come, or came, in order; those behind a pause that "
        "lasts may move.",
    )
    acknowledged_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when somebody is on it: the ladder stops there."
    )
    acknowledged_by = Named(allow_null=True)
    target_seconds = serializers.IntegerField()
    raw_seconds = serializers.IntegerField(allow_null=True)
    business_seconds = serializers.IntegerField(allow_null=True)
    target = Named()
    agreement_version = VersionNamed()
    calendar = CalendarNamed(allow_null=True, help_text="null: counted in calendar time.")
    breach = BreachShape(allow_null=True, help_text="null unless its breach is on record.")
    events = EventShape(many=True)


class MissingClock(serializers.Serializer[Any]):
    """A promise that no clock could run for, and why."""

    metric = serializers.ChoiceField(choices=Metric.choices)
    cause = serializers.ChoiceField(choices=ClockException.Cause.choices)
    at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class ClocksShape(serializers.Serializer[Any]):
    """The clocks of a hand-off at an instant."""

    at = serializers.DateTimeField(help_text="The instant the states are of.")
    clocks = ClockShape(many=True)
    missing = MissingClock(many=True)
    pauses = PauseShape(many=True, help_text="In order; the last may last.")


@extend_schema(
    operation_id="handoffs_clocks",
    tags=["Clocks"],
    responses=reads(ClocksShape),
    summary="Read a hand-off's clocks",
)
@api_view(["GET"])
def clocks(request: Request, code: UUID) -> Response:
    """Read the clocks of a hand-off as they stand now."""
    now = timezone.now()
    return Response(tell_clocks([handoff_or_404(code)], now))


def tell_clocks(handoffs: Sequence[Handoff], at: datetime) -> Row:
    """Return the clocks of ``handoffs`` as ``ClocksShape``: four queries, more for paused ones."""
    rows = (
        Clock.objects.filter(handoff__in=handoffs)
        .select_related("target", "version", "calendar_version__calendar", "acknowledged_by")
        .order_by("handoff_id", "metric", "seq")
    )
    found = list(rows)
    events: dict[int, list[Row]] = {clock.pk: [] for clock in found}
    befell = ClockEvent.objects.filter(clock__in=found).select_related("by")
    for event in befell.order_by("recorded_at", "id"):
        events[event.clock_id].append(_event(event))
    missing = ClockException.objects.filter(handoff__in=handoffs).order_by("metric")
    paused = Pause.objects.filter(handoff__in=handoffs).select_related("by", "ended_by")
    still, broken = standstills(found, at), links(found)
    return {
        "at": at,
        "clocks": [
            _clock(clock, at, still.get(clock.pk))
            | {"events": events[clock.pk], "breach": _breach(broken.get(clock.pk))}
            for clock in found
        ],
        "pauses": [tell_pause(pause) for pause in paused.order_by("started_at")],
        "missing": list(missing.values("metric", "cause", "at", "resolved_at")),
    }


def tell_running(clock: Clock, at: datetime, still: Standstill | None = None) -> Row:
    """Return state, instants and what is left of ``clock``; its calendar should be loaded.

    ``still`` says what is left of one that is paused.
    """
    if still is not None and still.runs is not None:
        clock = still.runs
    state, count = state_at(clock, at), _countdown(clock, at)
    is_still = count is not None and not count.is_ticking and state != State.BREACHED
    return {
        "state": OUTSIDE_HOURS if is_still else state.value,
        "warn_at": clock.warn_at,
        "due_at": clock.due_at,
        "target_seconds": clock.target_seconds,
        "seconds_left": _left(count, still),
        "is_ticking": count.is_ticking if count else False,
        "closes_at": count.closes_at if count else None,
        "opens_at": count.opens_at if count else None,
    }


def _left(count: Countdown | None, still: Standstill | None) -> int | None:
    if count is not None:
        return count.seconds
    return None if still is None else still.left_seconds


def _countdown(clock: Clock, at: datetime) -> Countdown | None:
    if clock.stopped_at is not None or clock.voided_at is not None or clock.due_at is None:
        return None
    return countdown(calendar_of(clock.calendar_version), clock.due_at, at)


def _clock(clock: Clock, at: datetime, still: Standstill | None) -> Row:
    if still is not None and still.runs is not None:
        clock = still.runs
    text, by = clock.calendar_version, clock.acknowledged_by
    return tell_running(clock, at, still) | {
        "metric": clock.metric,
        "seq": clock.seq,
        "attempts": clock.target.attempts,
        "started_at": clock.started_at,
        "warn_ats": [clock.warn_at, *clock.rewarn_ats] if clock.warn_at else [],
        "warned_at": clock.warned_at,
        "breached_at": clock.breached_at,
        "stopped_at": clock.stopped_at,
        "voided_at": clock.voided_at,
        "steps_at": clock.step_ats,
        "acknowledged_at": clock.acknowledged_at,
        "acknowledged_by": named(by.code, by.name) if by else None,
        "raw_seconds": clock.raw_seconds,
        "business_seconds": clock.business_seconds,
        "target": named(clock.target.code, clock.target.name),
        "agreement_version": {"code": clock.version.code, "number": clock.version.number},
        "calendar": None
        if text is None
        else {
            "code": text.calendar.code,
            "name": text.calendar.name,
            "version": text.number,
            "time_zone": text.time_zone,
        },
    }


def _breach(link: Link | None) -> Row | None:
    return None if link is None else {"code": link.code, "excuse": link.state or None}


def _event(event: ClockEvent) -> Row:
    return {
        "kind": event.kind,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "cause": event.cause,
        "by": named(event.by.code, event.by.name) if event.by else None,
        "old_due_at": event.old_due_at,
        "new_due_at": event.new_due_at,
    }
