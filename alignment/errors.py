"""The answers to what went wrong outside of any view: to programs as data, to people as a page.

These pages need neither database nor session nor a request's own context, since any of them may be
what is broken.
"""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from teams.models import Theme

log = logging.getLogger(__name__)

_TOO_LARGE = _("This is too large to be taken. Send less at once.")
_BROKEN = _("Something went wrong here. It was noted; try again later.")
_BAD = _("This request cannot be read.")
_LAST_RESORT = "<!DOCTYPE html><title>Mithaq</title><h1>Something broke on our side</h1>"


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a bug."""
    return _answer(request, 500, "server_error", _BROKEN)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read, or one that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, 413, "too_large", _TOO_LARGE)
    return _answer(request, 400, "bad_request", _BAD)


def _answer(request: HttpRequest, status: int, code: str, message: Promise) -> HttpResponse:
    with translation.override(_language(request)):
        if request.path.startswith("/api/"):
            shape = {"code": code, "message": str(message), "fields": {}}
            return JsonResponse({"error": shape}, status=status)
        return HttpResponse(_page(request, status), status=status)


def _page(request: HttpRequest, status: int) -> str:
    theme = request.COOKIES.get("theme", "")
    shell = {"theme": theme if theme in Theme.values else ""}
    try:
        return render_to_string(f"{status}.html", {"shell": shell})
    except Exception:
        # The page itself may be what is broken: then anything is better than nothing.
        log.exception("The page for status %s cannot be shown", status)
        return _LAST_RESORT


def _language(request: HttpRequest) -> str:
    """Return the language the request was served in, else the one its browser keeps."""
    chosen = getattr(request, "LANGUAGE_CODE", "")
    return chosen or translation.get_language_from_request(request) or settings.LANGUAGE_CODE
