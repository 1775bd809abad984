"""Addresses on this site: those that lists name by the hundred, and those that a visitor names."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import url_has_allowed_host_and_scheme

_ANY = UUID(int=0)


def address(name: str, code: UUID | str) -> str:
    """Return ``reverse(name, args=[code])``; what stands around the code is looked up once.

    Raises ``NoReverseMatch`` for a name that no page has.
    """
    before, after = _around(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{code}{after}"


def is_ours(path: str) -> bool:
    """Return whether ``path``, as a visitor gave it, is a path on this site and leads nowhere else.

    One without a slash in front could be taken for the name of a view, one with two for a host.
    """
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def page_below(request: HttpRequest) -> str:
    """Return the path of the page that a fragment was asked from; "" where that is not ours."""
    path = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    return path if is_ours(path) else ""


@lru_cache(maxsize=256)
def _around(name: str, urlconf: str, prefix: str) -> tuple[str, str]:  # noqa: ARG001 - of the key
    """Return what stands before and behind the code; ``prefix`` is where the site is mounted."""
    before, _, after = reverse(name, urlconf, args=[_ANY]).partition(str(_ANY))
    return before, after
