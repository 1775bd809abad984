"""Who may open a door: decorators for views, one rule for each kind of door.

What a person may not see answers 404, what they may not do 403. Rules about a single lead or
hand-off live in the verbs, so that page and API share them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from kit.refusals import NotAllowed
from teams.models import User

View = Callable[..., HttpResponse]
Rule = Callable[[User], bool]


def person(request: HttpRequest) -> User:
    """Return the signed-in person; a door behind ``member_required`` always has one."""
    return cast("User", request.user)


def member_required(view: View) -> View:
    """Open the view to people with a role in a team; to others it does not exist (404)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not person(request).is_member:
            raise Http404
        return view(request, *args, **kwargs)

    return cast("View", login_required(guarded))


def allowed(rule: Rule) -> Callable[[View], View]:
    """Open the view to members for whom ``rule(person)`` holds; other members get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule(person(request)):
                raise NotAllowed
            return view(request, *args, **kwargs)

        return member_required(guarded)

    return decorate


marketer_required = allowed(lambda user: user.is_marketer)
seller_required = allowed(lambda user: user.is_seller)
manager_required = allowed(lambda user: user.is_manager)


def administrator_required(view: View) -> View:
    """Open the view to administrators, with or without a team; to others 403, or 404 outside."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = person(request)
        if user.is_administrator:
            return view(request, *args, **kwargs)
        if not user.is_member:
            raise Http404
        raise NotAllowed

    return cast("View", login_required(guarded))
