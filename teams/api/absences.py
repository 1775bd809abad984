"""Who of sales is away: the list, noting an absence, and taking it back."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import InstantField, NoFields, StrictSerializer, read, read_query
from kit.api_pages import PageQuery, Row, Rows, answer_page
from kit.api_schema import Named, named, page_of, reads, writes
from kit.refusals import NotAllowed
from teams import absences as verbs
from teams.access import person
from teams.models import Absence, User

_TAGS = ["People"]
_PLAIN = ("code", "starts_at", "ends_at", "noted_at")
_JOINED = ("user__code", "user__name", "by__code", "by__name")


class AbsenceInput(StrictSerializer):
    """Who is away, from when until when: two instants; without a person oneself."""

    person = serializers.UUIDField(
        allow_null=True, default=None, help_text=_("The code of somebody in sales.")
    )
    starts_at = InstantField()
    ends_at = InstantField()


class AbsenceShape(serializers.Serializer[Any]):
    """An absence that runs or is to come."""

    code = serializers.UUIDField()
    person = Named()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    noted_at = serializers.DateTimeField()
    by = Named(allow_null=True)


@extend_schema(
    operation_id="absences_list",
    methods=["GET"],
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(AbsenceShape), 403),
    summary="List who of sales is away",
    description="For people of sales: absences that run or are to come, the first to begin first.",
)
@extend_schema(
    operation_id="absences_note",
    methods=["POST"],
    tags=_TAGS,
    request=AbsenceInput,
    responses=writes(AbsenceShape, 201),
    summary="Note an absence",
    description="One's own, or by a manager of sales. When it begins, the person's leads that "
    "nobody has contacted go back to the queue.",
)
@api_view(["GET", "POST"])
def absences(request: Request) -> Response:
    """List who is away or will be, or note one more."""
    at, by = timezone.now(), person(request)
    if not by.is_seller:
        raise NotAllowed
    if request.method == "GET":
        query = read_query(PageQuery, request)
        return answer_page(_rows(verbs.standing(at)), by="starts_at", query=query, shown=_told)
    said = read(AbsenceInput, request)
    code = said.pop("person")
    who = by if code is None else get_object_or_404(User, code=code)
    made = verbs.note(user=who, at=at, by=by, **said)
    return Response(_one(made), 201)


@extend_schema(
    operation_id="absences_cancel",
    tags=_TAGS,
    request=None,
    responses=writes(AbsenceShape),
    summary="Take an absence back",
    description="One that has begun ends now; what it caused stands.",
)
@api_view(["POST"])
def cancel_absence(request: Request, code: UUID) -> Response:
    """Take an absence back, or end it now."""
    at = timezone.now()
    read(NoFields, request)
    absence = get_object_or_404(Absence.objects.select_related("user", "by"), code=code)
    return Response(_one(verbs.cancel(absence=absence, at=at, by=person(request))))


def _rows(found: QuerySet[Absence]) -> QuerySet[Absence, Row]:
    """Return absences as the rows of values that ``_told`` tells."""
    rows: QuerySet[Absence, Row] = found.values("id", *_PLAIN, *_JOINED)
    return rows


def _one(absence: Absence) -> Row:
    return _told(list(_rows(Absence.objects.filter(pk=absence.pk))))[0]


def _told(rows: Rows) -> list[Row]:
    return [
        {name: row[name] for name in _PLAIN}
        | {
            "person": named(row["user__code"], row["user__name"]),
            "by": named(row["by__code"], row["by__name"]),
        }
        for row in rows
    ]
