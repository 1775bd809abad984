"""What the polls of live pages share: an answer without content while nothing is new."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags


def silence(request: HttpRequest, version: str) -> HttpResponse | None:
    """Return the answer to a poll that has ``version`` already; None when there is news.

    A page sends what it has in its address ("v") and gets 204, which leaves it as it is; whoever
    sends ``If-None-Match`` gets 304.
    """
    # An answer that was compressed on its way comes back with its mark made weak: W/"...".
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if f'"{version}"' in {mark.removeprefix("W/") for mark in known}:
        return stamped(HttpResponse(status=HTTPStatus.NOT_MODIFIED), version)
    if request.GET.get("v", "") == version:
        return stamped(HttpResponse(status=HTTPStatus.NO_CONTENT), version)
    return None


def stamped(response: HttpResponse, version: str) -> HttpResponse:
    """Return ``response`` with its version; a store may keep it, and has to ask each time."""
    response["ETag"] = f'"{version}"'
    response["Cache-Control"] = "private, no-cache"
    return response
