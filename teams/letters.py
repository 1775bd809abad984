"""Letters with a link: written down with their cause, sent by a worker, tried again and again."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.cache import cache
from django.db.models import F
from redis.exceptions import RedisError

from teams import mail
from teams.models import Letter, Purpose, User

# One person gets one reset link within so many seconds at most.
RESET_EVERY_SECONDS = 60
# How long a letter belongs to the worker that has taken it; a mail server may be slow.
LEASE_SECONDS = 120
# Waits of 10 s, 20 s, 40 s ...: the last attempt comes about 21 minutes after the first.
FIRST_WAIT_SECONDS = 10
MOST_ATTEMPTS = 8
BATCH = 100

log = logging.getLogger(__name__)


def write(*, user_id: int | None, purpose: Purpose, at: datetime) -> Letter:
    """Put down that a person is to get a letter with a link; None where nobody is meant."""
    return Letter.objects.create(
        user_id=user_id, purpose=purpose.value, asked_at=at, next_try_at=at
    )


def waiting(*, at: datetime) -> list[int]:
    """Return the ids of letters whose next attempt is due, the oldest first."""
    rows = Letter.objects.filter(next_try_at__lte=at).order_by("id")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def send(*, letter_id: int, at: datetime) -> bool:
    """Send a letter that is due, unless it is gone or another worker has it.

    One that the mail server does not take is tried again later and later, then given up; the log
    says why. Returns False for such a one: who has more to send had better wait.
    """
    rows = Letter.objects.filter(pk=letter_id)
    lease = at + timedelta(seconds=LEASE_SECONDS)
    if not rows.filter(next_try_at__lte=at).update(next_try_at=lease, attempts=F("attempts") + 1):
        return True
    letter = rows.select_related("user").get()
    try:
        _send(letter.user, Purpose(letter.purpose))
    except (OSError, SMTPException) as error:
        _put_off(letter, at, error)
        return False
    letter.delete()
    return True


def _send(user: User | None, purpose: Purpose) -> None:
    if user is None or not user.is_active:
        return
    mark = f"teams.reset:{user.pk}"
    if purpose is Purpose.RESET and not _is_first(mark):
        return
    try:
        mail.send_link(user=user, purpose=purpose)
    except (OSError, SMTPException):
        with suppress(RedisError):
            cache.delete(mark)
        raise


def _is_first(mark: str) -> bool:
    """Return whether nobody has set ``mark`` within the minute; no letter waits for the cache."""
    try:
        return cache.add(mark, 1, RESET_EVERY_SECONDS)
    except RedisError:
        return True


def _put_off(letter: Letter, at: datetime, error: Exception) -> None:
    """Let ``letter`` wait for its next attempt, or give it up."""
    if letter.attempts >= MOST_ATTEMPTS:
        log.error("Letter %s is given up", letter.pk, exc_info=error)
        letter.delete()
        return
    log.warning("Letter %s is tried again", letter.pk, exc_info=error)
    wait = timedelta(seconds=FIRST_WAIT_SECONDS * 2 ** (letter.attempts - 1))
    Letter.objects.filter(pk=letter.pk).update(next_try_at=at + wait)
