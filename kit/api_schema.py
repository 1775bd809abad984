"""What the API's document says of every app alike: the error, a page, a person's name."""

from decimal import Decimal
from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers

Shape = type[serializers.Serializer[Any]]

_ERRORS = {
    400: "The body is not JSON.",
    401: "No token, or one that is not known.",
    403: "You may see this but not do it.",
    404: "There is no such thing, or it is not for you.",
    409: "It cannot follow what has happened: the message says what did, or who was faster.",
    413: "The body is too large.",
    415: "The body is of another type than JSON.",
    422: "Some of this cannot be used: `fields` says what and why.",
}
_READING = (401, 404, 422)
_WRITING = (400, 401, 403, 404, 409, 413, 415, 422)


class ErrorDetail(serializers.Serializer[Any]):
    """What went wrong. Some errors say more, such as `claimed_by`; see each."""

    code = serializers.CharField(help_text="Stable, for programs: already_claimed, bad_input…")
    message = serializers.CharField(help_text="A sentence for the person, in their language.")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="The fields at fault, each with its reasons.",
    )


class Error(serializers.Serializer[Any]):
    """The one shape of every error."""

    error = ErrorDetail()


class Named(serializers.Serializer[Any]):
    """Something by its code and name."""

    code = serializers.UUIDField()
    name = serializers.CharField()


def reads(answer: Shape, *more: int) -> dict[int, Any]:
    """Return the answers of a request that reads: ``answer``, or an error; ``more`` of those."""
    return {200: answer} | _errors(tuple(sorted({*_READING, *more})))


def writes(answer: Shape | None, status: int = 200) -> dict[int, Any]:
    """Return the answers of a request that acts: ``answer`` with ``status``, or an error."""
    return {status: answer} | _errors(_WRITING)


@cache
def page_of(row: Shape) -> Any:  # noqa: ANN401 - a class that is made here
    """Return the shape of a page of ``row``."""
    return inline_serializer(
        name=f"{row.__name__}Page",
        fields={
            "results": row(many=True),
            "next": serializers.CharField(
                allow_null=True, help_text="The `cursor` of the next page; null on the last."
            ),
        },
    )


def named(code: object, name: str | None) -> dict[str, object] | None:
    """Return the code and name of something, None where there is nothing."""
    return None if code is None else {"code": code, "name": name}


def money(value: Decimal | None) -> str | None:
    """Return an amount as text: a program's binary fractions would not keep it."""
    return None if value is None else str(value)


def _errors(statuses: tuple[int, ...]) -> dict[int, Any]:
    return {
        status: OpenApiResponse(response=Error, description=_ERRORS[status]) for status in statuses
    }
