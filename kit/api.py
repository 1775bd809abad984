"""The API's one error shape.

``{"error": {"code": "already_claimed", "message": "...", "fields": {"email": ["..."]}, ...}}``

What cannot be used is 422, whether its shape or a rule refused it: a program need not know which
of the two looked first. 400 is for a body that is not JSON.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from kit.refusals import BadInput, NotAllowed, Refusal


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the response for ``error`` in the one shape, None for a bug (answered as 500)."""
    if isinstance(error, Refusal):
        set_rollback()
        return Response(_shape(error.code, str(error), _fields(error), **error.extra), error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        shape = _shape(BadInput.code, str(BadInput.default_message), _listed(error.detail))
        return Response(shape, BadInput.status)
    response.data = _shape(_code(error), _message(error))
    return response


def _shape(code: str, message: str, fields: object = None, **extra: object) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": fields or {}, **extra}}


def _fields(error: Refusal) -> dict[str, list[str]]:
    return {error.field: [str(error)]} if error.field else {}


def _listed(detail: Any) -> dict[str, Any]:  # noqa: ANN401 - DRF's own type is a union of everything
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _message(error: Exception) -> str:
    if isinstance(error, Http404):
        return str(exceptions.NotFound.default_detail)
    if isinstance(error, PermissionDenied):
        return str(NotAllowed.default_message)
    return str(getattr(error, "detail", error))


def _code(error: Exception) -> str:
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "not_allowed"
    code = getattr(error, "default_code", "error")
    return {"permission_denied": "not_allowed"}.get(code, code)
