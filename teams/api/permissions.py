"""Who may use the API."""

from typing import Any

from django.http import Http404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from teams.models import User


class IsMember(BasePermission):
    """People with a role in a team. Nobody gets 401; somebody without a team sees nothing: 404."""

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ANN401 - any view
        """Return whether the request is a member's; raises 404 for a person without a team."""
        if not isinstance(request.user, User):
            return False
        if not request.user.is_member:
            raise Http404
        return True
