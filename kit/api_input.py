"""What the API reads: JSON within bounds, fields by their shape. Rules live in the verbs."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

# So many unknown names are pointed out; a hostile body may hold a hundred thousand.
UNKNOWN_NAMED = 10
_LISTS = (serializers.MultipleChoiceField, serializers.ListField)


class TooLarge(APIException):
    """The body is longer than anything this API takes."""

    status_code = 413
    default_code = "too_large"
    default_detail = _("This is too large.")


class JsonParser(BaseParser):
    """Reads JSON in UTF-8: within a size, without what cannot be kept or sent back.

    Raises ``TooLarge`` or ``ParseError`` (400): for other encodings, NaN, lone surrogates, and a
    nesting that the parser cannot follow.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - DRF hands it over
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - DRF hands it over
    ) -> Any:  # noqa: ANN401 - JSON may be anything
        """Return the value that the body holds."""
        longest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(longest + 1)
        if len(body) > longest:
            raise TooLarge
        try:
            text = body.decode()
            value = json.loads(text, parse_constant=_refuse_constant)
            if "\\u" in text:
                # Raises for half a surrogate pair, which no database keeps and no answer can hold.
                json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not JSON in UTF-8.")) from error
        return value


class StrictSerializer(serializers.Serializer[Any]):
    """A shape that says no to names it does not know, so that a typing error loses nothing."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - DRF's own signature
        """Return the validated values; every unknown name is an error of its own."""
        names = data if isinstance(data, Mapping) else {}
        unknown = [str(name)[:60] for name in names if name not in self.fields]
        errors = {name: [_("There is no such field.")] for name in unknown[:UNKNOWN_NAMED]}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            found = error.detail if isinstance(error.detail, dict) else {}
            raise serializers.ValidationError({**errors, **found}) from error
        if errors:
            raise serializers.ValidationError(errors)
        return values


class NoFields(StrictSerializer):
    """The shape of a request that has nothing to say but that it is made."""


class InstantField(serializers.DateTimeField):
    """An instant with its time zone, handed on in UTC. One without a zone is refused."""

    default_error_messages = {
        "naive": _("Add a time zone, such as 2026-11-16T12:00:00Z."),
        "out_of_range": _("This lies too far from today."),
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """Return ``value`` in UTC; DRF would silently lend a naive one the server's zone."""
        if value.tzinfo is None:
            self.fail("naive")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            self.fail("out_of_range")


def read(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the body's values in ``shape``; raises ``ValidationError`` naming the fields."""
    return _valid(shape, request.data)


def read_query(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the query's values in ``shape``; raises ``ValidationError`` as ``read`` does.

    An empty value is one that was not given. DRF is handed a plain dict: of a query it would take
    a missing yes-or-no for a no.
    """
    asked = request.query_params
    lists = {name for name, field in shape().fields.items() if isinstance(field, _LISTS)}
    given = {name: asked.getlist(name) if name in lists else asked[name] for name in asked}
    return _valid(shape, {name: value for name, value in given.items() if value != ""})


def _valid(shape: type[serializers.Serializer[Any]], data: object) -> dict[str, Any]:
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
