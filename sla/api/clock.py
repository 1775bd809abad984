"""One clock of a hand-off, explained: every stretch of its time, and whose time it was."""

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
from kit.instants import whole_second
from sla.api.clocks import ClockShape, tell_clocks
from sla.deadlines import State
from sla.explained import Explained, Shared, clock_or_404, explained
from sla.explaining import Line, Why
from sla.models import Pause, PauseReason, SharePart
from sla.share_words import side_of
from teams.models import Side

READING_STATES = [(state.value, state.value) for state in State]


class ReadingShape(serializers.Serializer[Any]):
    """The clock at this instant, in its own seconds: working ones for a business clock."""

    state = serializers.ChoiceField(choices=READING_STATES)
    elapsed_seconds = serializers.IntegerField(help_text="Pauses taken out.")
    remaining_seconds = serializers.IntegerField()
    overdue_seconds = serializers.IntegerField()
    raw_seconds = serializers.IntegerField(help_text="Calendar time that has passed.")
    ended_at = serializers.DateTimeField(allow_null=True)


class LineShape(serializers.Serializer[Any]):
    """A stretch `[start, end)` of one local date: counted or not, and why."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    local_date = serializers.DateField(help_text="The date whose hours decide, in `time_zone`.")
    is_counted = serializers.BooleanField()
    is_late = serializers.BooleanField(help_text="Counted beyond the target.")
    why = serializers.ChoiceField(choices=[(why.value, why.value) for why in Why])
    name = serializers.CharField(help_text="The holiday's name, else empty.")
    pause = serializers.UUIDField(
        allow_null=True,
        help_text="The pause that lasted then; of `paused` stretches, what took them out.",
    )
    seconds = serializers.IntegerField(
        help_text="Whole seconds; those of the counted ones add up to `elapsed_seconds`."
    )
    total_seconds = serializers.IntegerField(help_text="Counted up to the end of this stretch.")


class CountedPause(serializers.Serializer[Any]):
    """A pause that counts for the clock."""

    code = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=PauseReason.choices)
    text = serializers.CharField()
    started_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    by = Named(allow_null=True)


class ShareShape(serializers.Serializer[Any]):
    """A part of a broken promise's time, and whom it is charged to."""

    part = serializers.ChoiceField(
        choices=SharePart.choices,
        help_text="`unclaimed`: nobody had the lead. `held`: a person had it and let it wait. "
        "`waiting`: marketing owed its answer. `paused`: by whom.",
    )
    side = serializers.ChoiceField(choices=Side.choices, help_text="Which side owed the answer.")
    charged_to = Named(allow_null=True, help_text="null: the side, not a person.")
    seconds = serializers.IntegerField()


class ExplainedShape(serializers.Serializer[Any]):
    """A clock, and why it shows what it shows."""

    at = serializers.DateTimeField(help_text="The instant all this is of.")
    time_zone = serializers.CharField(help_text="Whose days the ledger is cut at.")
    clause = serializers.CharField(help_text="The clause of the agreement that set it.")
    clock = ClockShape()
    reading = ReadingShape()
    ledger = LineShape(many=True)
    pauses = CountedPause(many=True)
    attribution = ShareShape(
        many=True,
        help_text="Of a broken promise; all but `paused` add up to `elapsed_seconds`.",
    )


@extend_schema(
    operation_id="handoffs_clock",
    tags=["Clocks"],
    responses=reads(ExplainedShape),
    summary="Explain one clock",
    description="Every stretch of time from its start to its end, or to now: counted or not, and "
    "why. The counted seconds add up to `elapsed_seconds`.",
)
@api_view(["GET"])
def clock(request: Request, code: UUID, metric: str, seq: int) -> Response:
    """Explain one clock of a hand-off as it stands now."""
    found = explained(clock_or_404(code, metric, seq), whole_second(timezone.now()))
    return Response(_told(found))


def _told(found: Explained) -> Row:
    reading = found.reading
    return {
        "at": found.at,
        "time_zone": found.zone.key,
        "clause": found.clause,
        "clock": _clock(found),
        "reading": {
            "state": reading.state.value,
            "elapsed_seconds": reading.elapsed_seconds,
            "remaining_seconds": reading.remaining_seconds,
            "overdue_seconds": reading.overdue_seconds,
            "raw_seconds": reading.raw_seconds,
            "ended_at": found.ended_at,
        },
        "ledger": [_line(line, found) for line in found.lines],
        "pauses": [_pause(pause) for pause in found.pauses],
        "attribution": [_share(found.clock.metric, shared) for shared in found.shares],
    }


def _clock(found: Explained) -> Row:
    clocks = tell_clocks([found.clock.handoff], found.at)["clocks"]
    mine = (found.clock.metric, found.clock.seq)
    told: Row = next(row for row in clocks if (row["metric"], row["seq"]) == mine)
    return told


def _line(line: Line, found: Explained) -> Row:
    return {
        "start": line.start,
        "end": line.end,
        "local_date": line.local_date,
        "is_counted": line.is_counted,
        "is_late": line.is_late,
        "why": line.why.value,
        "name": line.name,
        "pause": None if line.pause is None else found.pauses[line.pause].code,
        "seconds": line.seconds,
        "total_seconds": line.total_seconds,
    }


def _pause(pause: Pause) -> Row:
    return {
        "code": pause.code,
        "reason": pause.reason,
        "text": pause.text,
        "started_at": pause.started_at,
        "until_at": pause.until_at,
        "ended_at": pause.ended_at,
        "by": named(pause.by.code, pause.by.name) if pause.by else None,
    }


def _share(metric: str, shared: Shared) -> Row:
    person = shared.person
    return {
        "part": shared.share.part.value,
        "side": side_of(metric).value,
        "charged_to": named(person.code, person.name) if person else None,
        "seconds": shared.share.seconds,
    }
