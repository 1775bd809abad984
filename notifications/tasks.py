"""The delivery of the outbox, on its timetable: in the app, and out of it."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from notifications import outbox, sending

# Well below the time that a task may take: what is left goes with the next tick.
AT_MOST = timedelta(minutes=2)


@shared_task
def deliver_outbox() -> None:
    """Deliver what waits, batch by batch."""
    at = timezone.now()
    while outbox.deliver(at=at).taken == outbox.BATCH:
        pass


@shared_task
def send_outward() -> None:
    """Send e-mails and chat messages one by one; a server that is away is left for the next time.

    In-app alerts never wait for it: they have a task of their own.
    """
    away: set[str] = set()
    until = timezone.now() + AT_MOST
    while (now := timezone.now()) < until:
        done = sending.send_next(at=now, without=away)
        if done is None:
            return
        channel, result = done
        if result is sending.Result.AWAY:
            away.add(channel)
