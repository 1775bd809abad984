"""Alerts as letters, in the language and time of whoever reads them."""

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.kinds import Sentence
from notifications.models import OutboxMessage
from teams.models import Company, User

SUBJECT_LENGTH = 180


def send_letter(*, message: OutboxMessage, words: Sentence, user: User) -> None:
    """Send ``words`` to ``user``, their language being active.

    A second attempt bears the same Message-ID, so that a mail system that had taken the first
    shows one. Raises ``OSError`` or ``smtplib.SMTPException`` when it is not taken.
    """
    site: str = settings.BASE_URL.rstrip("/")
    subject = " ".join(words.plain.split())[:SUBJECT_LENGTH]
    context = {
        "person": user,
        "company": Company.get(),
        "words": words,
        "site": site,
        "link": site + words.url,
        "subject": subject,
        "language": user.language,
        "is_rtl": translation.get_language_bidi(),
        "act": _("Open in Mithaq"),
    }
    letter = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("emails/alert.txt", context),
        to=[user.email],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(render_to_string("emails/alert.html", context), "text/html")
    letter.send()


def message_id(message: OutboxMessage) -> str:
    """Return the Message-ID of a letter: made of its key, the same for every attempt."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"<{fingerprint(message)}@{sender.partition('@')[2] or 'localhost'}>"


def fingerprint(message: OutboxMessage) -> str:
    """Return what stands for the message towards the world: it tells nothing of its key."""
    return hashlib.sha256(f"{settings.BASE_URL} {message.key}".encode()).hexdigest()[:40]
