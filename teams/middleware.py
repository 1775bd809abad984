"""Speaks the person's language and keeps their time."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from teams.models import Company, User


class PersonMiddleware:
    """Activates language and time zone: the person's own, else the browser's and the company's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request in the person's language and time zone."""
        user = request.user
        language = user.language if isinstance(user, User) else _asked_language(request)
        zone = (user.time_zone if isinstance(user, User) else "") or _company_zone()
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            # The API learns only from the token whose language it speaks.
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        if not isinstance(user, User):
            patch_vary_headers(response, ("Accept-Language",))
        return response


def _asked_language(request: HttpRequest) -> str:
    """Return the language of a signed-out visitor: their cookie's, else their browser's."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)


def _company_zone() -> str:
    """Return the company's time zone, for people without one of their own; one look-up by key."""
    zones = Company.objects.filter(id=1).values_list("time_zone", flat=True)
    return zones.first() or "UTC"
