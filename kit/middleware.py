"""Turns a refusal into a page, so that no view repeats a status."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

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
        """Pass the request on; an expired session sends htmx to the sign-in page whole."""
        response = self.get_response(request)
        if getattr(request, "htmx", False):
            patch_vary_headers(response, ("HX-Request",))
            if (
                response.status_code == HTTPStatus.FOUND
                and "/sign-in/" in response.headers["Location"]
            ):
                return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer to a refusal, None for any other error."""
        if not isinstance(error, Refusal):
            return None
        status = error.status
        context = {"refusal": error, "status": status}
        name = "refusal_fragment.html" if getattr(request, "htmx", False) else _page(status)
        return render(request, name, context, status=status)


def _page(status: int) -> str:
    return _PAGES.get(HTTPStatus(status), "409.html")
