"""Sends what leaves the app: e-mails and chat messages, one by one, each leased first.

A message is marked as sent after the server has taken it. A worker that dies before that leaves it
to the next one when its lease ends; the second attempt bears the same key, by which mail and chat
know it again.
"""

import logging
import zoneinfo
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from notifications import outbox
from notifications.kinds import Sentence, kind_of
from notifications.letters import send_letter
from notifications.mailing import Unconfirmed
from notifications.models import Channel, OutboxMessage
from notifications.webhook import NotTaken, post
from teams.models import Company, User

OUTWARD = (Channel.EMAIL, Channel.WEBHOOK)
# Longer than a task may take: a message never has two workers.
LEASE_SECONDS = settings.CELERY_TASK_TIME_LIMIT + 30
# A message that is refused waits as the outbox's do. A server that is away is asked every ten
# minutes, for about a day: nothing is given up because of a night without mail.
MOST_WAIT_SECONDS = 600
MOST_ATTEMPTS_AWAY = 150
ERROR_LENGTH = 200
# What a mail server says of one letter, rather than of itself.
_OF_THE_LETTER = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, NotTaken)

log = logging.getLogger(__name__)


class Result(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    DROPPED = "dropped"  # nothing to tell any more
    PUT_OFF = "put_off"
    GIVEN_UP = "given_up"
    AWAY = "away"  # put off, and its server had better be left alone for now


def send_next(*, at: datetime, without: Collection[str] = ()) -> tuple[str, Result] | None:
    """Send the oldest message that waits, on any channel but ``without``.

    Returns its channel and what became of it; None when nothing waits. Several workers may do so
    at once: each message is leased to one.
    """
    message = _lease(at, without)
    if message is None:
        return None
    try:
        is_sent = _send(message, at)
    except _OF_THE_LETTER as error:
        return message.channel, _put_off(message, at, error, outbox.MOST_ATTEMPTS)
    except (OSError, SMTPException) as error:
        # A letter that may have come is not sent again for a day.
        may_have_come = isinstance(error, Unconfirmed)
        most = outbox.MOST_ATTEMPTS if may_have_come else MOST_ATTEMPTS_AWAY
        result = _put_off(message, at, error, most)
        return message.channel, Result.AWAY if result is Result.PUT_OFF else result
    except Exception as error:  # noqa: BLE001 - one that cannot be worded holds up no other
        return message.channel, _put_off(message, at, error, outbox.MOST_ATTEMPTS)
    rows = OutboxMessage.objects.filter(pk=message.pk)
    # One that is dropped keeps its row: it was told in time, or is not true any more.
    rows.update(sent_at=at, leased_until=None, error="")
    return message.channel, Result.SENT if is_sent else Result.DROPPED


def _lease(at: datetime, without: Collection[str]) -> OutboxMessage | None:
    channels = [channel for channel in OUTWARD if channel not in without]
    with transaction.atomic():
        rows = outbox.waiting(at).filter(channel__in=channels).select_related("recipient")
        message = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if message is not None:
            message.leased_until = at + timedelta(seconds=LEASE_SECONDS)
            message.attempts += 1
            message.save(update_fields=["leased_until", "attempts"])
    return message


def _send(message: OutboxMessage, at: datetime) -> bool:
    """Send ``message``; return False where nobody is to hear of it any more."""
    user, company = message.recipient, Company.get()
    zone = (user.time_zone if user else "") or company.time_zone
    language = user.language if user else company.language
    with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
        words = _words(message, user, at)
        if words is None:
            return False
        if user is None:
            post(message=message, words=words)
        else:
            send_letter(message=message, words=words, user=user)
    return True


def _words(message: OutboxMessage, user: User | None, at: datetime) -> Sentence | None:
    """Return the words, None where they are not true or not wanted any more."""
    rules = kind_of(message.kind)
    outward = rules.outward([message.refs], at)[0] if rules.outward else None
    if outward is None:
        return None
    if user is None and not (outward.has_webhook and settings.ALERT_WEBHOOK_URL):
        return None
    if user and not (user.is_active and user.has_emails and user.pk in outward.emails):
        return None
    return rules.tell([message.refs])[0]


def _put_off(message: OutboxMessage, at: datetime, error: Exception, most: int) -> Result:
    """Let ``message`` wait for its next attempt, later and later, or give it up."""
    said = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    rows = OutboxMessage.objects.filter(pk=message.pk)
    if message.attempts >= most:
        log.error("Message %s is given up: %s", message.key, said)
        rows.update(failed_at=at, leased_until=None, error=said)
        return Result.GIVEN_UP
    log.warning("Message %s is tried again: %s", message.key, said)
    seconds = outbox.FIRST_WAIT_SECONDS * 2 ** min(message.attempts - 1, 16)
    until = at + timedelta(seconds=min(seconds, MOST_WAIT_SECONDS))
    rows.update(leased_until=until, error=said)
    return Result.PUT_OFF
