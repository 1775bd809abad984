"""Who is wanted: personas and ideal customer profiles, read by every member."""

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import read_query
from kit.api_pages import PageQuery, answer_page
from kit.api_schema import page_of, reads
from personas.api import reading, schemas

_TAGS = ["Personas and definitions"]


@extend_schema(
    operation_id="personas_list",
    summary="List buyer personas",
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(schemas.Persona)),
)
@api_view(["GET"])
def personas(request: Request) -> Response:
    """List the buyer personas in use, by name, each with its criteria."""
    query = read_query(PageQuery, request)
    return answer_page(reading.persona_rows(), by="name", query=query, shown=reading.tell_personas)


@extend_schema(
    operation_id="personas_read",
    summary="Read a buyer persona",
    tags=_TAGS,
    responses=reads(schemas.Persona),
)
@api_view(["GET"])
def persona(request: Request, code: UUID) -> Response:
    """Read one buyer persona."""
    rows = reading.tell_personas(list(reading.persona_rows().filter(code=code)))
    return _only(rows)


@extend_schema(
    operation_id="profiles_list",
    summary="List ideal customer profiles",
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(schemas.Profile)),
)
@api_view(["GET"])
def profiles(request: Request) -> Response:
    """List the ideal customer profiles in use, by name, each with its criteria."""
    query = read_query(PageQuery, request)
    return answer_page(reading.profile_rows(), by="name", query=query, shown=reading.tell_profiles)


@extend_schema(
    operation_id="profiles_read",
    summary="Read an ideal customer profile",
    tags=_TAGS,
    responses=reads(schemas.Profile),
)
@api_view(["GET"])
def profile(request: Request, code: UUID) -> Response:
    """Read one ideal customer profile."""
    rows = reading.tell_profiles(list(reading.profile_rows().filter(code=code)))
    return _only(rows)


def _only(rows: list[dict[str, object]]) -> Response:
    if not rows:
        raise Http404
    return Response(rows[0])
