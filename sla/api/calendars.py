"""Work calendars: the hours that promises are counted in, as they stand and as they stood."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import NoFields, StrictSerializer, read
from kit.api_pages import Row, answer_all
from kit.api_schema import page_of, reads, writes
from kit.background import ask_after_commit
from kit.refusals import NotAllowed
from leads.models import RunStatus
from sla import calendars as verbs
from sla import recalculating
from sla.calendar_effect import Effect, effect_of, effect_of_following
from sla.models import Calendar, CalendarVersion, Recalculation
from sla.tasks import run_recalculation
from teams.access import person
from teams.models import User

_TAGS = ["Agreement"]
_WEEK = '{"mon": [["09:00", "17:00"]]}; a missing day is closed.'
_OVERRIDES = "Date -> its own windows, also on a holiday; none: closed."


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
    week = serializers.DictField(child=WindowsField(), help_text=_WEEK)
    holidays = serializers.DictField(
        child=serializers.CharField(allow_blank=True), help_text="Date -> name."
    )
    overrides = serializers.DictField(child=WindowsField(), help_text=_OVERRIDES)
    open_clocks = RunShape(
        allow_null=True, help_text="null: for new hand-offs only; clocks that run kept theirs."
    )


class CalendarShape(serializers.Serializer[Any]):
    """A calendar with its versions, the newest first."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)
    versions = CalendarVersionShape(many=True)


class TextInput(StrictSerializer):
    """The hours: a time zone, a week, holidays, and days with hours of their own."""

    time_zone = serializers.CharField(max_length=64)
    week = serializers.DictField(child=WindowsField(), help_text=_WEEK)
    holidays = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=80),
        default=dict,
        help_text="Date -> name.",
    )
    overrides = serializers.DictField(child=WindowsField(), default=dict, help_text=_OVERRIDES)


class CalendarInput(TextInput):
    """A new calendar."""

    name = serializers.CharField(max_length=verbs.MAX_NAME)


class VersionInput(TextInput):
    """What a calendar is to say from now on: all of it, not what differs."""

    name = serializers.CharField(
        max_length=verbs.MAX_NAME, required=False, help_text="Without one it keeps its name."
    )
    after = serializers.IntegerField(
        min_value=0, help_text="The number of the version that this was made from."
    )
    open_too = serializers.BooleanField(
        default=False, help_text="Whether clocks that run get new due instants too."
    )


class NumberInput(StrictSerializer):
    """Which version is meant: the newest."""

    version = serializers.IntegerField(min_value=1)


class EffectInput(TextInput):
    """Hours to try; nothing is saved."""


class EffectShape(serializers.Serializer[Any]):
    """What hours would do to open clocks, in numbers of clocks and in seconds of shift."""

    open = serializers.IntegerField()
    moved = serializers.IntegerField(help_text="They would be due at another instant.")
    earlier = serializers.IntegerField()
    later = serializers.IntegerField()
    paused = serializers.IntegerField(help_text="Due by these hours once they run on.")
    breached = serializers.IntegerField(help_text="Broken at once.")
    not_today = serializers.IntegerField(help_text="Due today, and no longer so.")
    kept = serializers.IntegerField(help_text="Without open time: they stay as they are.")
    earliest_seconds = serializers.IntegerField(
        help_text="The least shift of those that move; negative is earlier."
    )
    middle_seconds = serializers.IntegerField()
    latest_seconds = serializers.IntegerField()


@extend_schema(
    methods=["POST"],
    operation_id="calendars_create",
    tags=_TAGS,
    request=CalendarInput,
    responses=writes(CalendarShape, 201),
    summary="Make a work calendar",
    description="By managers. Promises name it in a draft of the agreement.",
)
@extend_schema(
    methods=["GET"],
    operation_id="calendars_list",
    tags=_TAGS,
    responses=reads(page_of(CalendarRow)),
    summary="List the work calendars",
    description="By name, archived ones too.",
)
@api_view(["GET", "POST"])
def calendars(request: Request) -> Response:
    """List every calendar by its newest version; sent, make one."""
    if request.method == "POST":
        now, by = timezone.now(), _manager(request)
        said = read(CalendarInput, request)
        name = said.pop("name")
        made = verbs.create_calendar(name=name, text=verbs.CalendarText(**said), at=now, by=by)
        return Response(_told(made), status=201)
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
    return Response(_told(get_object_or_404(Calendar, code=code)))


@extend_schema(
    operation_id="calendars_add_version",
    tags=_TAGS,
    request=VersionInput,
    responses=writes(CalendarShape),
    summary="Change a work calendar",
    description="By managers. Adds a version, unless the hours stay the same. 409 when `after` is "
    "not the newest any more, or it is archived.",
)
@api_view(["POST"])
def add_version(request: Request, code: UUID) -> Response:
    """Change a calendar by adding a version, for new hand-offs or for open clocks too."""
    now, by = timezone.now(), _manager(request)
    found = get_object_or_404(Calendar, code=code)
    said = read(VersionInput, request)
    rest = {"after": said.pop("after"), "open_too": said.pop("open_too")}
    name = said.pop("name", found.name)
    version = verbs.add_version(
        calendar=found, name=name, text=verbs.CalendarText(**said), at=now, by=by, **rest
    )
    for run in Recalculation.objects.filter(version=version, created_at=now):
        ask_after_commit(run_recalculation, run_id=run.pk)
    return Response(_told(version.calendar))


@extend_schema(
    methods=["POST"],
    operation_id="calendars_effect",
    tags=_TAGS,
    request=EffectInput,
    responses=writes(EffectShape),
    summary="Say what hours would do to open clocks",
    description="By managers. Exact, for any number of clocks; nothing is saved.",
)
@extend_schema(
    methods=["GET"],
    operation_id="calendars_effect_of_newest",
    tags=_TAGS,
    responses=reads(EffectShape, 403, 404),
    summary="Say what the newest version would do to open clocks on former ones",
    description="By managers: what `apply-to-open/` would do.",
)
@api_view(["GET", "POST"])
def effect(request: Request, code: UUID) -> Response:
    """Say what other hours, or the newest ones, would do to clocks that run."""
    now, _by = timezone.now(), _manager(request)
    found = get_object_or_404(Calendar, code=code)
    if request.method == "GET":
        version = get_object_or_404(found.versions.order_by("-number")[:1])
        return Response(_effect(effect_of_following(version=version, at=now)))
    worked = verbs.checked(verbs.CalendarText(**read(EffectInput, request)), now)
    return Response(_effect(effect_of(calendar=found, worked=worked, at=now)))


@extend_schema(
    operation_id="calendars_apply_to_open",
    tags=_TAGS,
    request=NumberInput,
    responses=writes(CalendarShape),
    summary="Put open clocks on the newest version too",
    description="By managers, for a version that was for new hand-offs only; sent twice it is done "
    "once. 409 `nothing_waits` when every open clock runs on it, and when another is the newest.",
)
@api_view(["POST"])
def apply_to_open(request: Request, code: UUID) -> Response:
    """Let open clocks follow the newest version."""
    now, by = timezone.now(), _manager(request)
    found = get_object_or_404(Calendar, code=code)
    number = read(NumberInput, request)["version"]
    run = verbs.apply_to_open(calendar=found, number=number, at=now, by=by)
    ask_after_commit(run_recalculation, run_id=run.pk)
    return Response(_told(found))


@extend_schema(
    operation_id="calendars_try_again",
    tags=_TAGS,
    request=None,
    responses=writes(CalendarShape),
    summary="Try a failed change of open clocks again",
    description="By managers, for the newest version whose `open_clocks` have the status `failed`; "
    "what was done before stands. 409 `nothing_failed` otherwise, also when sent twice.",
)
@api_view(["POST"])
def try_again(request: Request, code: UUID) -> Response:
    """Let the failed run wait for a worker again."""
    now, by = timezone.now(), _manager(request)
    read(NoFields, request)
    found = get_object_or_404(Calendar, code=code)
    run = recalculating.try_again(calendar=found, at=now, by=by)
    ask_after_commit(run_recalculation, run_id=run.pk)
    return Response(_told(found))


@extend_schema(
    operation_id="calendars_archive",
    tags=_TAGS,
    request=None,
    responses=writes(CalendarShape),
    summary="Archive a work calendar",
    description="By managers. Clocks that run keep it; new hand-offs whose target names it get no "
    "clock and stand on the list of exceptions.",
)
@api_view(["POST"])
def archive(request: Request, code: UUID) -> Response:
    """Take a calendar out of use."""
    now, by = timezone.now(), _manager(request)
    read(NoFields, request)
    found = get_object_or_404(Calendar, code=code)
    return Response(_told(verbs.archive_calendar(calendar=found, at=now, by=by)))


@extend_schema(
    operation_id="calendars_restore",
    tags=_TAGS,
    request=None,
    responses=writes(CalendarShape),
    summary="Take an archived work calendar back into use",
    description="By managers. 422 when another has its name by now.",
)
@api_view(["POST"])
def restore(request: Request, code: UUID) -> Response:
    """Take a calendar back into use."""
    by = _manager(request)
    read(NoFields, request)
    found = get_object_or_404(Calendar, code=code)
    return Response(_told(verbs.restore_calendar(calendar=found, by=by)))


def _manager(request: Request) -> User:
    """Return who asks. Raises ``NotAllowed`` before what they sent is looked at."""
    by = person(request)
    if not by.is_manager:
        raise NotAllowed
    return by


def _told(found: Calendar) -> Row:
    versions = found.versions.select_related("recalculation").order_by("-number")
    return _named(found) | {"versions": [_version(version) for version in versions]}


def _effect(told: Effect) -> Row:
    numbers = ("open", "moved", "earlier", "later", "paused", "breached", "not_today", "kept")
    shifts = ("earliest", "middle", "latest")
    return {name: getattr(told, name) for name in numbers} | {
        f"{name}_seconds": getattr(told, name) for name in shifts
    }


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
