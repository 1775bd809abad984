"""Fingerprints: how a form knows that somebody else changed what it was filled in from."""

import hashlib
import json

from django.utils.translation import gettext_lazy as _

from kit.refusals import Refusal

LENGTH = 16


class StalePage(Refusal):
    """The thing was changed by somebody else after the page was opened."""

    code = "stale_page"
    default_message = _("Somebody changed this a moment ago. Open it again before you change it.")


def fingerprint(*parts: object) -> str:
    """Return a short text that is equal for equal ``parts`` and differs for others.

    ``parts`` are what JSON can hold, dates and decimals as their text.
    """
    return whole_fingerprint(*parts)[:LENGTH]


def whole_fingerprint(*parts: object) -> str:
    """Return all 64 letters of the fingerprint of ``parts``: what a signature is put under."""
    written = json.dumps(parts, default=str, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()


def refuse_stale(seen: str, now: str) -> None:
    """Raise ``StalePage`` if ``seen``, the fingerprint a page was made with, is not ``now``.

    An empty ``seen`` comes from a caller that read nothing before, such as a script.
    """
    if seen and seen != now:
        raise StalePage
