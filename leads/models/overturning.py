"""Why a rejection was overturned, and what had been said with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.history import StageChange


class Overturning(models.Model):
    """What was said when a rejection was overturned; ``change`` says when, and by whom.

    ``rejected_text`` was written with the rejection, which the hand-off no longer shows.
    """

    change = models.OneToOneField(StageChange, on_delete=models.PROTECT, related_name="overturning")
    text = models.CharField(max_length=500)
    rejected_text = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("overturned rejection")
        verbose_name_plural = _("overturned rejections")

    def __str__(self) -> str:
        """Return why."""
        return self.text
