"""API tokens: make, replace, revoke, recognise. The key itself is never kept."""

import hashlib
import secrets
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from teams.models import ApiToken, User

KEY_START = "mq_"
PREFIX_LENGTH = 8


def make_token(*, user: User, at: datetime) -> str:
    """Make the person's API token and return its key, which can never be read again.

    A token the person had before is replaced: it stops working at once.
    """
    key = KEY_START + secrets.token_urlsafe(32)
    ApiToken.objects.update_or_create(
        user=user,
        defaults={
            "key_hash": _hash(key),
            "prefix": key[:PREFIX_LENGTH],
            "created_at": at,
            "last_used_date": None,
        },
    )
    return key


def revoke_token(*, user: User) -> None:
    """Take the person's API token away; it stops working at once."""
    ApiToken.objects.filter(user=user).delete()


def recognise(*, key: str, at: datetime) -> User | None:
    """Return the active person whose key this is, None for nobody's.

    That the token was used is noted at most once a day, so that reading costs no write.
    """
    rows = ApiToken.objects.select_related("user").filter(user__is_active=True)
    token = rows.filter(key_hash=_hash(key)).first()
    if token is None:
        return None
    today = timezone.localdate(at, timezone=timezone.get_default_timezone())
    if token.last_used_date != today:
        is_older = Q(last_used_date__isnull=True) | Q(last_used_date__lt=today)
        ApiToken.objects.filter(is_older, pk=token.pk).update(last_used_date=today)
    return token.user


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
