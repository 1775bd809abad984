"""The delivery of the outbox, on its timetable."""

from celery import shared_task
from django.utils import timezone

from notifications import outbox


@shared_task
def deliver_outbox() -> None:
    """Deliver what waits, batch by batch."""
    at = timezone.now()
    while outbox.deliver(at=at).taken == outbox.BATCH:
        pass
