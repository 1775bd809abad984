"""Pauses of a hand-off's clocks: why, by whom, until when at the latest."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.models import Handoff


class PauseReason(models.TextChoices):
    """Why a clock may stand still; each target names those that stop it."""

    LEAD_ASKED = "lead_asked", _("The lead asked for a later date")
    LEAD_AWAY = "lead_away", _("The lead is away")
    MARKETING = "marketing", _("Waiting for marketing")
    OTHER = "other", _("Another reason")


class Pause(models.Model):
    """A stretch in which clocks of a hand-off stand still: those whose target allows its reason.

    It ends when somebody resumes, when the hand-off closes, or by itself at ``until_at``.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=PauseReason.choices)
    text = models.CharField(_("in your words"), max_length=500, blank=True)
    started_at = models.DateTimeField()
    until_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Nobody where the limit or the end of the hand-off ended it.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["handoff"],
                name="sla_pause_one_at_a_time",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(reason__in=PauseReason.values), name="sla_pause_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(until_at__gt=F("started_at")), name="sla_pause_until_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("started_at"), ended_at__lte=F("until_at")),
                name="sla_pause_ends_within_its_limit",
            ),
        ]
        indexes = [
            # Read with every clock that was ever paused.
            models.Index(fields=["handoff", "started_at"], name="sla_pause_of_handoff"),
            # Read by the evidence of a period.
            models.Index(fields=["started_at"], name="sla_pause_begun"),
            # Read by the sweep: pauses whose limit has come.
            models.Index(
                fields=["until_at"],
                name="sla_pause_running_out",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the reason and the hand-off's id."""
        return f"{self.reason} of hand-off {self.handoff_id}"

    @property
    def why(self) -> str:
        """Return the reason in words; of "another reason" what was written of it."""
        is_other = self.reason == PauseReason.OTHER
        return self.text if is_other and self.text else str(self.get_reason_display())

    @property
    def end_cause(self) -> str:
        """Return what ended it: "resume" (by hand), "limit", "closed"; "" while it lasts."""
        if self.ended_at is None:
            return ""
        if self.ended_at == self.until_at:
            return "limit"
        return "closed" if self.ended_by_id is None else "resume"
