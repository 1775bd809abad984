"""What both sides say about the clauses of a draft."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import NoFields, StrictSerializer, read
from kit.api_pages import Row, answer_all
from kit.api_schema import Named, named, page_of, reads, writes
from kit.refusals import NotAllowed
from sla import commenting
from sla.models import AgreementVersion, ClauseComment
from sla.numbering import number_of
from teams.access import person
from teams.models import Side

_TAGS = ["Agreement"]
_FIELDS = (
    "code",
    "clause",
    "side",
    "at",
    "text",
    "resolved_at",
    "by__code",
    "by__name",
    "resolved_by__code",
    "resolved_by__name",
)


class CommentInput(StrictSerializer):
    """What is said about a clause, which its key names."""

    clause = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=commenting.TEXT_MAX_LENGTH)


class CommentShape(serializers.Serializer[Any]):
    """A comment on a clause."""

    code = serializers.UUIDField()
    clause = serializers.CharField(help_text="The clause's key, such as `claim`.")
    number = serializers.CharField(help_text="The number it is cited by, such as `6.1`.")
    side = serializers.ChoiceField(choices=Side.choices)
    by = Named(allow_null=True)
    at = serializers.DateTimeField()
    text = serializers.CharField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = Named(allow_null=True)


@extend_schema(
    methods=["GET"],
    operation_id="agreement_comments_list",
    tags=_TAGS,
    responses=reads(page_of(CommentShape), 403),
    summary="List the comments on a version",
    description="For managers.",
)
@extend_schema(
    methods=["POST"],
    operation_id="agreement_comments_create",
    tags=_TAGS,
    request=CommentInput,
    responses=writes(CommentShape, 201),
    summary="Comment on a clause",
    description="For managers, on a draft or a proposal. The other side's managers are told.",
)
@api_view(["GET", "POST"])
def comments(request: Request, code: UUID) -> Response:
    """List what was said about a version, the earliest first; say more."""
    by = person(request)
    if not by.is_manager:
        raise NotAllowed
    version = get_object_or_404(AgreementVersion, code=code)
    if request.method == "GET":
        return answer_all([_told(row) for row in _rows(version.comments.all())])
    said = read(CommentInput, request)
    made = commenting.comment(version=version, at=timezone.now(), by=by, **said)
    return Response(_told(_rows(ClauseComment.objects.filter(pk=made.pk))[0]), 201)


@extend_schema(
    operation_id="agreement_comments_resolve",
    tags=_TAGS,
    request=NoFields,
    responses=writes(CommentShape),
    summary="Settle a comment",
    description="By its author, or a manager of the other side.",
)
@api_view(["POST"])
def resolve_comment(request: Request, code: UUID) -> Response:
    """Settle a comment; twice is once."""
    by = person(request)
    if not by.is_manager:
        raise NotAllowed
    read(NoFields, request)
    found = get_object_or_404(ClauseComment.objects.select_related("version"), code=code)
    commenting.resolve(comment=found, at=timezone.now(), by=by)
    return Response(_told(_rows(ClauseComment.objects.filter(pk=found.pk))[0]))


def _rows(rows: QuerySet[ClauseComment]) -> list[Row]:
    return list(rows.values(*_FIELDS))


def _told(row: Row) -> Row:
    plain = ("code", "clause", "side", "at", "text", "resolved_at")
    return {name: row[name] for name in plain} | {
        "number": number_of(row["clause"]),
        "by": _person(row, "by"),
        "resolved_by": _person(row, "resolved_by"),
    }


def _person(row: Row, name: str) -> Row | None:
    code = row[f"{name}__code"]
    return named(code, row[f"{name}__name"]) if code else None
