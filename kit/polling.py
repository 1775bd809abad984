"""What the polls of live pages share: an answer without content while nothing is new."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse


def silence(request: HttpRequest, version: str) -> HttpResponse | None:
    """Return the answer to a poll that has ``version`` already; None when there is news.

    A page sends what it has in its address ("v") and gets 204, which leaves it as it is; whoever
    sends ``If-None-Match`` gets 304.
    """
    if request.headers.get("If-None-Match") == f'"{version}"':
        return stamped(HttpResponse(status=HTTPStatus.NOT_MODIFIED), version)
    if request.GET.get("v", "") == version:
        return stamped(HttpResponse(status=HTTPStatus.NO_CONTENT), version)
    return None


def stamped(response: HttpResponse, version: str) -> HttpResponse:
    """Return ``response`` with its version; a store may keep it, and has to ask each time."""
    response["ETag"] = f'"{version}"'
    response["Cache-Control"] = "private, no-cache"
    return response
