"""The outbox: what is to be told is written with its cause, and sent after it."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from notifications.kinds import Kind, kind_of
from notifications.models import Channel, Notice, OutboxMessage
from teams.models import User

LEASE_SECONDS = 60
# Waits of 10 s, 20 s, 40 s ...: the last attempt comes about 21 minutes after the first.
FIRST_WAIT_SECONDS = 10
MOST_ATTEMPTS = 8
BATCH = 200

log = logging.getLogger(__name__)
_muted: ContextVar[bool] = ContextVar("muted", default=False)


@dataclass(frozen=True)
class Delivered:
    """What one pass did with the messages it took: sent, to be tried again, given up."""

    sent: int = 0
    retried: int = 0
    failed: int = 0

    @property
    def taken(self) -> int:
        """Return how many messages the pass took."""
        return self.sent + self.retried + self.failed


def tell(*, key: str, kind: str, refs: Mapping[str, int], at: datetime) -> None:
    """Put a message into the outbox, once for its ``key``, in the caller's transaction.

    ``refs`` holds ids only; the words are made when the message is read.
    """
    if is_muted():
        return
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(key=key, kind=kind, refs=dict(refs), created_at=at)],
        ignore_conflicts=True,
    )


def is_muted() -> bool:
    """Return whether nothing is to be told now, as while a past is replayed."""
    return _muted.get()


@contextmanager
def muted() -> Iterator[None]:
    """Tell nobody of what happens inside the block."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def deliver(*, at: datetime, limit: int = BATCH) -> Delivered:
    """Turn up to ``limit`` waiting messages into notices; several workers may do so at once.

    A message is leased first, and marked as sent in the transaction that writes its notices. A
    worker that dies in between leaves it to the next, and nobody is told twice. One that cannot be
    sent is tried again later and later, then given up with ``failed_at``; the log says why.
    """
    messages = _lease(at, limit)
    by_kind: dict[str, list[OutboxMessage]] = defaultdict(list)
    for message in messages:
        by_kind[message.kind].append(message)
    sent = failed = 0
    for kind, group in by_kind.items():
        unsent = _send(kind, group, at)
        sent += len(group) - len(unsent)
        failed += sum(_put_off(message, at) for message in unsent)
    return Delivered(sent=sent, retried=len(messages) - sent - failed, failed=failed)


def try_again(*, ids: Sequence[int]) -> int:
    """Let messages that were given up be sent after all; return how many there were."""
    rows = OutboxMessage.objects.filter(pk__in=ids, failed_at__isnull=False)
    return rows.update(failed_at=None, leased_until=None, attempts=0, error="")


def given_up(*, at_most: int) -> list[OutboxMessage]:
    """Return the latest messages that were given up, with whom each was for; one query."""
    rows = OutboxMessage.objects.filter(failed_at__isnull=False).select_related("recipient")
    return list(rows.order_by("-id")[:at_most])


def waiting(at: datetime) -> QuerySet[OutboxMessage, OutboxMessage]:
    """Return the messages that may be sent at ``at``, the oldest first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    rows = OutboxMessage.objects.filter(free, sent_at__isnull=True, failed_at__isnull=True)
    return rows.order_by("id")


def _lease(at: datetime, limit: int) -> list[OutboxMessage]:
    """Take the oldest waiting messages for this worker alone, until the lease ends."""
    with transaction.atomic():
        rows = waiting(at).filter(channel=Channel.APP)
        messages = list(rows.select_for_update(skip_locked=True)[:limit])
        OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
            leased_until=at + timedelta(seconds=LEASE_SECONDS), attempts=F("attempts") + 1
        )
    for message in messages:
        message.attempts += 1
    return messages


def _send(kind: str, group: list[OutboxMessage], at: datetime) -> list[OutboxMessage]:
    """Write the notices of ``group``; return the messages that could not be sent.

    The whole group goes in one transaction. When that fails, each message is tried alone, so that
    one that cannot be sent does not hold up the others.
    """
    try:
        _write_notices(kind, group, at)
    except Exception:
        if len(group) > 1:
            return [each for message in group for each in _send(kind, [message], at)]
        log.exception("Message %s cannot be delivered", group[0].key)
        return group
    return []


def _write_notices(kind: str, group: Sequence[OutboxMessage], at: datetime) -> None:
    rules = kind_of(kind)
    with transaction.atomic():
        audiences = rules.audience([message.refs for message in group])
        Notice.objects.bulk_create(
            [
                Notice(
                    message=message,
                    recipient_id=user_id,
                    kind=message.kind,
                    refs=message.refs,
                    at=message.created_at,
                )
                for message, audience in zip(group, audiences, strict=True)
                for user_id in sorted(audience)
            ],
            ignore_conflicts=True,
        )
        _write_letters(rules, group, at)
        OutboxMessage.objects.filter(pk__in=[message.pk for message in group]).update(
            sent_at=at, leased_until=None
        )


def _write_letters(rules: Kind, group: Sequence[OutboxMessage], at: datetime) -> None:
    """Put a message of its own into the outbox for each e-mail and for the chat channel."""
    if rules.outward is None:
        return
    outward = rules.outward([message.refs for message in group], at)
    asked = {user_id for each in outward for user_id in each.emails}
    readers = User.objects.filter(pk__in=asked, is_active=True, has_emails=True)
    wanted = set(readers.values_list("pk", flat=True))
    rows = []
    for message, each in zip(group, outward, strict=True):
        to: list[tuple[str, int | None]] = [
            (Channel.EMAIL, user_id) for user_id in sorted(wanted & set(each.emails))
        ]
        if each.has_webhook and settings.ALERT_WEBHOOK_URL:
            to.append((Channel.WEBHOOK, None))
        rows += [
            OutboxMessage(
                key=f"{message.key}:{channel}" + (f":{user_id}" if user_id else ""),
                channel=channel,
                kind=message.kind,
                refs=message.refs,
                recipient_id=user_id,
                created_at=at,
                leased_until=each.not_before,
            )
            for channel, user_id in to
        ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)


def _put_off(message: OutboxMessage, at: datetime) -> bool:
    """Let ``message`` wait for its next attempt; return whether it is given up instead."""
    rows = OutboxMessage.objects.filter(pk=message.pk, sent_at__isnull=True)
    if message.attempts >= MOST_ATTEMPTS:
        rows.update(failed_at=at, leased_until=None)
        return True
    wait = timedelta(seconds=FIRST_WAIT_SECONDS * 2 ** (message.attempts - 1))
    rows.update(leased_until=at + wait)
    return False
