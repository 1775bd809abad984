"""Notices are read one by one, or all at once."""

from datetime import datetime

from notifications.models import Notice
from teams.models import User


def read_one(*, notice: Notice, at: datetime) -> None:
    """Note when the notice was first read."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


def read_all(*, user: User, until: datetime, at: datetime) -> int:
    """Mark the unread notices of ``user`` that came up to ``until``; return how many.

    ``until`` is when the list was shown: what arrived since stays unread.
    """
    rows = Notice.objects.filter(recipient=user, read_at__isnull=True, at__lte=until)
    return rows.update(read_at=at)
