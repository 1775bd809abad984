"""Work calendars: the hours that promises are counted in, as they stand and as they stood."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_pages import Row, answer_all
from kit.api_schema import page_of, reads
from leads.models import RunStatus
from sla.models import Calendar, CalendarVersion, Recalculation

_TAGS = ["Agreement"]


class WindowsField(serializers.ListField):
    """The windows of a day, each from and to."""

    child = serializers.ListField(child=serializers.CharField())


class CalendarRow(serializers.Serializer[Any]):
    """A calendar by its newest version."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    time_zone = serializers.CharField()


class RunShape(serializers.Serializer[Any]):
    """How far open clocks are put on a version."""

    status = serializers.ChoiceField(choices=RunStatus.choices)
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    moved = serializers.IntegerField(help_text="Those that are due at another instant now.")
    kept = serializers.IntegerField(help_text="Those it has no open time for.")
    finished_at = serializers.DateTimeField(allow_null=True)


class CalendarVersionShape(serializers.Serializer[Any]):
    """One text of a calendar; it never changes."""

    number = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    time_zone = serializers.CharField()
    week = serializers.DictField(
        child=WindowsField(), help_text='{"mon": [["09:00", "17:00"]]}; a missing day is closed.'
    )
    holidays = serializers.DictField(
        child=serializers.CharField(allow_blank=True), help_text="Date -> name."
    )
    overrides = serializers.DictField(
        child=WindowsField(), help_text="Date -> its own windows, also on a holiday; none: closed."
    )
    open_clocks = RunShape(
        allow_null=True, help_text="null: for new hand-offs only; clocks that run kept theirs."
    )


class CalendarShape(serializers.Serializer[Any]):
    """A calendar with its versions, the newest first."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)
    versions = CalendarVersionShape(many=True)


@extend_schema(
    operation_id="calendars_list",
    tags=_TAGS,
    responses=reads(page_of(CalendarRow)),
    summary="List the work calendars",
    description="By name, archived ones too.",
)
@api_view(["GET"])
def calendars(request: Request) -> Response:
    """List every calendar by its newest version."""
    newest = CalendarVersion.objects.order_by("calendar_id", "-number").distinct("calendar_id")
    rows = sorted(newest.select_related("calendar"), key=lambda text: text.calendar.name)
    return answer_all(
        [
            _named(text.calendar) | {"version": text.number, "time_zone": text.time_zone}
            for text in rows
        ]
    )


@extend_schema(
    operation_id="calendars_read",
    tags=_TAGS,
    responses=reads(CalendarShape, 404),
    summary="Read a work calendar and its versions",
    description="With how far open clocks are, where a change was for them too.",
)
@api_view(["GET"])
def calendar(request: Request, code: UUID) -> Response:
    """Read one calendar with every version it had."""
    found = get_object_or_404(Calendar, code=code)
    versions = found.versions.select_related("recalculation").order_by("-number")
    return Response(_named(found) | {"versions": [_version(version) for version in versions]})


def _named(found: Calendar) -> Row:
    return {"code": found.code, "name": found.name, "archived_at": found.archived_at}


def _version(version: CalendarVersion) -> Row:
    plain = ("number", "created_at", "time_zone", "week", "holidays", "overrides")
    run = getattr(version, "recalculation", None)
    return {name: getattr(version, name) for name in plain} | {
        "open_clocks": None if run is None else _run(run)
    }


def _run(run: Recalculation) -> Row:
    return {
        "status": run.status,
        "total": run.total,
        "done": run.done_count,
        "moved": run.moved_count,
        "kept": len(run.kept_ids),
        "finished_at": run.finished_at,
    }
