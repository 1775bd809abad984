"""Slows down whoever tries too often from one address, whatever they try it on.

The lockout of one person from one address (django-axes) does not see somebody who tries one
password on many people; this does. Both ask here where a request comes from.
"""

import hashlib
import logging
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
_HOUSEHOLD_BITS = 64


def count_try(request: HttpRequest, what: str) -> None:
    """Count one more try of ``what`` from where ``request`` comes from."""
    key = _key(request, what)
    with suppress(ValueError, RedisError):  # it ran out between the calls; nothing counts
        cache.add(key, 0, WINDOW_SECONDS)
        if cache.incr(key) == 1:
            # Had it run out within the call, the store would keep the new one for ever.
            cache.touch(key, WINDOW_SECONDS)


def is_too_often(request: HttpRequest, what: str) -> bool:
    """Return whether ``what`` was tried too often from there within the last minute.

    Nobody stays outside because the cache is down; the lockout, in the database, still holds then.
    """
    most: int = settings.SIGN_IN_TRIES_A_MINUTE
    try:
        return int(cache.get(_key(request, what), 0)) >= most
    except RedisError:
        log.warning("Tries are not counted: the cache does not answer", exc_info=True)
        return False


def address(request: HttpRequest) -> str | None:
    """Return who asked: the proxy's word for it where there is one, else the connection's end.

    Of an IPv6 address the network it lies in, for whoever has one has all of them. None where
    neither says anything that is an address.
    """
    said = [str(request.META.get("REMOTE_ADDR", ""))]
    if settings.BEHIND_PROXY:
        said.insert(0, request.headers.get("X-Forwarded-For", "").rpartition(",")[2])
    return next(filter(None, map(_household, said)), None)


def _key(request: HttpRequest, what: str) -> str:
    digest = hashlib.sha256((address(request) or "").encode()).hexdigest()[:32]
    return f"teams.tries:{what}:{digest}"


def _household(text: str) -> str:
    """Return the address that ``text`` is, "" for none; some proxies write its port behind it."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, _HOUSEHOLD_BITS), strict=False).network_address)
