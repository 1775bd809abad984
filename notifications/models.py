"""The nouns of telling people: the outbox, and the notices it becomes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way a message takes."""

    APP = "app", _("In the app")
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Chat channel (webhook)")


class OutboxMessage(models.Model):
    """Something to be told, written in the transaction of its cause and sent after it.

    ``key`` makes it happen once: it is made of the cause's kind and id. ``refs`` holds ids only, so
    that erasing a person never has to rewrite it; the words are made when they are read. A message
    in the app becomes notices, and a message of its own for each e-mail and for the chat channel,
    so that one that a server refuses holds up no other. ``leased_until``: not before.
    """

    key = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.APP)
    kind = models.CharField(max_length=32)
    refs = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    # Whom an e-mail is for, and what the server said when it was not taken.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    error = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = [
            # Read by the delivery: what is still to be sent, oldest first.
            models.Index(
                fields=["id"],
                name="notifications_outbox_unsent",
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
            ),
            # Read by the status page: what was given up, newest first.
            models.Index(
                fields=["-id"],
                name="notifications_outbox_failed",
                condition=Q(failed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the message's key."""
        return self.key


class Notice(models.Model):
    """One message for one person, shown in the app until read."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="+")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=32)
    refs = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "recipient"], name="notifications_notice_once"
            ),
        ]
        indexes = [
            # Read by the list of notices, newest first, and by the unread dot of every page.
            models.Index(fields=["recipient", "-at", "-id"], name="notifications_notice_list"),
            models.Index(
                fields=["recipient"],
                name="notifications_notice_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return kind and recipient's id."""
        return f"{self.kind} to {self.recipient_id}"
