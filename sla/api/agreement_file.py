"""The agreement as one file, for programs that keep it under version control."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import StrictSerializer, read_query
from kit.api_pages import Row
from kit.api_schema import reads, writes
from sla import agreement_file
from sla.agreement_file import Checked
from teams.access import person

_TAGS = ["Agreement"]
_WHAT = "`docs/agreement-file.md` describes the file, `agreement/file/schema/` is its JSON schema."

# The file itself and its schema are told by the schema.
_ANY: dict[int, Any] = {200: OpenApiTypes.OBJECT}


class FileQuery(StrictSerializer):
    """Which version is asked for."""

    version = serializers.IntegerField(
        min_value=1, required=False, help_text="Its number; the one in force without it."
    )


class TakenShape(serializers.Serializer[Any]):
    """What stands between a file's agreement and being proposed."""

    draft = serializers.IntegerField(
        allow_null=True, help_text="The number of the draft that says this now; null: only checked."
    )
    missing = serializers.ListField(child=serializers.CharField(), help_text="Forbids proposing.")
    warnings = serializers.ListField(child=serializers.CharField())


@extend_schema(
    methods=["GET"],
    operation_id="agreement_file_read",
    tags=_TAGS,
    parameters=[FileQuery],
    responses=reads(TakenShape, 404) | _ANY,
    summary="Read the agreement as a file",
    description=f"Names stand for sources, personas, calendars and people. {_WHAT}",
)
@extend_schema(
    methods=["POST"],
    operation_id="agreement_file_take",
    tags=_TAGS,
    request=OpenApiTypes.OBJECT,
    responses=writes(TakenShape),
    summary="Let the draft say what a file says",
    description="By managers; all of it, or nothing where anything is wrong (`problems` says what "
    f"and where). Both heads still sign it. {_WHAT}",
)
@api_view(["GET", "POST"])
def agreement_as_file(request: Request) -> Response:
    """Read a version as a file; sent, let the draft say it."""
    by, now = person(request), timezone.now()
    if request.method == "POST":
        version = agreement_file.take(said=request.data, at=now, by=by)
        found = agreement_file.check(said=request.data, at=now, by=by)
        return Response(_told(found, version.number))
    number = read_query(FileQuery, request).get("version")
    version_asked = agreement_file.find(number=number, reader=by)
    if version_asked is None:
        raise NotFound(_("There is no such version.") if number else _("No agreement is in force."))
    return Response(agreement_file.as_file(version_asked))


@extend_schema(
    operation_id="agreement_file_check",
    tags=_TAGS,
    request=OpenApiTypes.OBJECT,
    responses=writes(TakenShape),
    summary="Say what is wrong with a file",
    description=f"By managers; nothing is changed. {_WHAT}",
)
@api_view(["POST"])
def check_file(request: Request) -> Response:
    """Hold a file against everything a draft is held against."""
    found = agreement_file.check(said=request.data, at=timezone.now(), by=person(request))
    return Response(_told(found, None))


@extend_schema(
    operation_id="agreement_file_schema",
    tags=_TAGS,
    responses=reads(TakenShape) | _ANY,
    summary="Read the JSON schema of the agreement's file",
)
@api_view(["GET"])
def file_schema(request: Request) -> Response:
    """Tell an editor what a file may say."""
    return Response(agreement_file.schema())


def _told(found: Checked, draft: int | None) -> Row:
    return {
        "draft": draft,
        "missing": [str(one.message) for one in found.problems if one.is_fatal],
        "warnings": [str(one.message) for one in found.problems if not one.is_fatal],
    }
