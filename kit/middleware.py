"""Turns a refusal into a page, so that no view repeats a status."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from kit.addresses import page_below
from kit.refusals import Refusal

_PAGES = {
    HTTPStatus.FORBIDDEN: "403.html",
    HTTPStatus.NOT_FOUND: "404.html",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "413.html",
    HTTPStatus.UNPROCESSABLE_ENTITY: "422.html",
    HTTPStatus.TOO_MANY_REQUESTS: "429.html",
}


class RefusalMiddleware:
    """Answers ``Refusal`` with its status: a short fragment for htmx, a whole page otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what only a whole page can answer makes htmx leave the page."""
        response = self.get_response(request)
        if not getattr(request, "htmx", False):
            return response
        patch_vary_headers(response, ("HX-Request",))
        return _whole(request, response) or response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer to a refusal, None for any other error."""
        if not isinstance(error, Refusal):
            return None
        status = error.status
        context = {"refusal": error, "status": status}
        name = "refusal_fragment.html" if getattr(request, "htmx", False) else _page(status)
        return render(request, name, context, status=status)


def _whole(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Return what sends htmx away from its page: to sign in and back here, or here anew.

    The second when a form was refused that is older than the last signing-in. None for every
    answer that may take its place in the page.
    """
    here = page_below(request) or "/"
    address, _, _ = response.headers.get("Location", "").partition("?")
    if response.status_code == HTTPStatus.FOUND and address.endswith("/sign-in/"):
        return HttpResponse(headers={"HX-Redirect": f"{address}?{urlencode({'next': here})}"})
    is_genuine = getattr(request, "csrf_processing_done", False)
    if response.status_code == HTTPStatus.FORBIDDEN and not is_genuine:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return None


def _page(status: int) -> str:
    return _PAGES.get(HTTPStatus(status), "409.html")
