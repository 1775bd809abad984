"""Letters that wait to be sent."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """What the link in a letter is for."""

    INVITATION = "invitation"
    RESET = "reset"


class Letter(models.Model):
    """A letter with a link to choose a password: written with its cause, deleted once it is sent.

    ``user`` is None when nobody has the e-mail that was typed: the page that asked does the same
    work for both, so that its time tells nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )
    purpose = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    # The next attempt is not before this. Whoever tries puts it off first, to be alone with it.
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=[purpose.value for purpose in Purpose]),
                name="teams_letter_purpose_known",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is for and the reader's id; no address."""
        return f"{self.purpose} to {self.user_id}"
