"""Who the caller is."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_schema import reads
from teams.models import User


class RoleShape(serializers.Serializer[Any]):
    """A role in a team."""

    team = serializers.CharField(source="team.name")
    side = serializers.CharField(source="team.side")
    role = serializers.CharField()


class MeShape(serializers.Serializer[Any]):
    """The person whose token this is."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    language = serializers.CharField()
    time_zone = serializers.CharField(help_text="Empty: the company's.")
    is_administrator = serializers.BooleanField()
    roles = RoleShape(many=True, source="api_roles")


@extend_schema(operation_id="me", tags=["People"], responses=reads(MeShape))
@api_view(["GET"])
def me(request: Request) -> Response:
    """Read who you are and which roles you have."""
    user = cast("User", request.user)
    names = ("code", "name", "email", "language", "time_zone", "is_administrator")
    rows = user.memberships.select_related("team").order_by("team__name")
    told = {name: getattr(user, name) for name in names} | {"api_roles": list(rows)}
    return Response(MeShape(told).data)
