"""What people are sent, in the background."""

from celery import shared_task
from django.utils import timezone

from teams import letters


@shared_task
def send_letter(*, letter_id: int) -> None:
    """Send one letter."""
    letters.send(letter_id=letter_id, at=timezone.now())


@shared_task
def send_letters() -> None:
    """Send the letters that no worker was asked for, or that a mail server did not take.

    The first that is not taken ends the pass: a server that hangs costs one wait, not a hundred.
    """
    for letter_id in letters.waiting(at=timezone.now()):
        if not letters.send(letter_id=letter_id, at=timezone.now()):
            return
