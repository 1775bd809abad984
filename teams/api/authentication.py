"""Who calls the API: a person, by their token."""

import zoneinfo

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from teams import tokens
from teams.models import User

SCHEME = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer mq_...``; the answer speaks the person's language."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """Return the token's person; None without such a header; 401 for a token of nobody."""
        scheme, _space, key = get_authorization_header(request).strip().partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        user = tokens.recognise(key=key.decode("ascii", "replace"), at=timezone.now())
        if user is None:
            raise AuthenticationFailed(_("This token is not valid."))
        # Ends with the request: the middleware around it restores both.
        translation.activate(user.language)
        if user.time_zone:
            timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
        return user, "token"

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return 'Bearer realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Says in the API's document how a token is sent."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the document's entry."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Your token, from your own page or `manage.py api_token`.",
        }
