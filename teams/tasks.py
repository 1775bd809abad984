"""What people are sent, in the background."""

from smtplib import SMTPException

from celery import shared_task
from django.core.cache import cache

from teams import mail
from teams.links import Purpose
from teams.models import User

RESET_EVERY_SECONDS = 60


@shared_task(autoretry_for=(OSError, SMTPException), retry_backoff=5, max_retries=6)
def send_link(*, user_id: int | None, purpose: str) -> None:
    """Send the person a link to choose a password.

    ``user_id`` is None when nobody has the e-mail that was typed: the page that asked does the same
    work for both, so that its time tells nothing. One person gets one reset link a minute at most.
    """
    if user_id is None:
        return
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    wanted = Purpose(purpose)
    mark = f"teams.reset:{user.pk}"
    if wanted is Purpose.RESET and not cache.add(mark, 1, RESET_EVERY_SECONDS):
        return
    try:
        mail.send_link(user=user, purpose=wanted)
    except (OSError, SMTPException):
        cache.delete(mark)
        raise
