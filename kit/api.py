"""The API's one error shape.

``{"error": {"code": "already_claimed", "message": "...", "fields": {"email": ["..."]}, ...}}``
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from kit.refusals import Refusal


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the response for ``error`` in the one shape, None for a bug (answered as 500)."""
    if isinstance(error, Refusal):
        set_rollback()
        return Response(
            _shape(error.code, str(error), _fields(error), **_extra(error)), error.status
        )
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        message = str(exceptions.ValidationError.default_detail)
        response.data = _shape("bad_input", message, _listed(error.detail))
        return response
    response.data = _shape(_code(error), str(getattr(error, "detail", "") or response.status_text))
    return response


def _shape(code: str, message: str, fields: object = None, **extra: object) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": fields or {}, **extra}}


def _fields(error: Refusal) -> dict[str, list[str]]:
    return {error.field: [str(error)]} if error.field else {}


def _extra(error: Refusal) -> dict[str, object]:
    """Return what a refusal adds about itself, such as who holds a claimed lead."""
    return getattr(error, "extra", {})


def _listed(detail: Any) -> dict[str, Any]:  # noqa: ANN401 - DRF's own type is a union of everything
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _code(error: Exception) -> str:
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "not_allowed"
    code = getattr(error, "default_code", "error")
    return {"permission_denied": "not_allowed"}.get(code, code)
