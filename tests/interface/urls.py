"""The product's addresses, and some at which each error happens that no click leads to."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from alignment.urls import handler400, handler500
from alignment.urls import urlpatterns as product
from kit.refusals import BadInput, Refusal
from teams.views.signing_in import too_often

__all__ = ["handler400", "handler500", "urlpatterns"]


def wrong(request: HttpRequest, status: int) -> HttpResponse:
    """Go wrong so that the answer has this status."""
    if status == HTTPStatus.BAD_REQUEST:
        raise SuspiciousOperation
    if status == HTTPStatus.CONFLICT:
        raise Refusal
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise BadInput
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise RequestDataTooBig
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return too_often(request, 60)
    raise RuntimeError


urlpatterns = [*product, path("wrong/<int:status>/", wrong, name="wrong")]
