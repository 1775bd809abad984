"""Addresses of pages whose only argument is a code: lists name hundreds of them."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_ANY = UUID(int=0)


def address(name: str, code: UUID | str) -> str:
    """Return ``reverse(name, args=[code])``; what stands around the code is looked up once.

    Raises ``NoReverseMatch`` for a name that no page has.
    """
    before, after = _around(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{code}{after}"


@lru_cache(maxsize=256)
def _around(name: str, urlconf: str, prefix: str) -> tuple[str, str]:  # noqa: ARG001 - of the key
    """Return what stands before and behind the code; ``prefix`` is where the site is mounted."""
    before, _, after = reverse(name, urlconf, args=[_ANY]).partition(str(_ANY))
    return before, after
