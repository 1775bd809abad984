"""Slows down whoever tries too often from one address, whatever they try it on.

The lockout of one person from one address (django-axes) does not see somebody who tries one
password on many people; this does.
"""

import hashlib
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS = 60


def count_try(request: HttpRequest, what: str) -> None:
    """Count one more try of ``what`` from where ``request`` comes from."""
    key = _key(request, what)
    cache.add(key, 0, WINDOW_SECONDS)
    with suppress(ValueError):  # it ran out between the two calls
        cache.incr(key)


def is_too_often(request: HttpRequest, what: str) -> bool:
    """Return whether ``what`` was tried too often from there within the last minute."""
    most: int = settings.SIGN_IN_TRIES_A_MINUTE
    return int(cache.get(_key(request, what), 0)) >= most


def _key(request: HttpRequest, what: str) -> str:
    address = hashlib.sha256(_address(request).encode()).hexdigest()[:32]
    return f"teams.tries:{what}:{address}"


def _address(request: HttpRequest) -> str:
    """Return who asked: the proxy's word for it where there is one, else the connection's end."""
    if settings.BEHIND_PROXY:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        return hops[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
