"""Links that let one person choose a password: signed, for one use, and not for long.

A link names the person and what they had when it was made. Choosing a password, signing in or
changing the e-mail makes every older link invalid, without a row for each link.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from teams.models import Purpose, User
from teams.refusals import BadLink

SALT = "teams.links"
INVITATION_SECONDS = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class Opened:
    """A link that holds: whose it is and what it is for."""

    user: User
    purpose: Purpose


def link_for(user: User, purpose: Purpose) -> str:
    """Return the whole address at which ``user`` chooses a password.

    It begins with the configured address, never with the one a request claims to be for.
    """
    token = signing.dumps([user.pk, purpose.value, _mark(user)], salt=SALT)
    site: str = settings.BASE_URL.rstrip("/")
    return site + reverse("teams:choose_password", args=[token])


def open_link(token: str) -> Opened:
    """Return whose link ``token`` is; raises ``BadLink`` for a used, old, foreign or broken one."""
    try:
        user_id, purpose_name, mark = signing.loads(token, salt=SALT, max_age=INVITATION_SECONDS)
        purpose = Purpose(purpose_name)
        if purpose is Purpose.RESET:
            signing.loads(token, salt=SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not constant_time_compare(mark, _mark(user)):
        raise BadLink
    return Opened(user, purpose)


def _mark(user: User) -> str:
    """Return a digest of what a used link changes."""
    parts = (user.pk, user.email, user.password, user.last_login, user.is_active)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
