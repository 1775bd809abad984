"""Runs in the background that put open clocks on a new version of their calendar."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models import RunStatus
from sla.models.calendar import CalendarVersion


class Recalculation(models.Model):
    """One change of a calendar that is for open clocks too.

    A clock is done once it names ``version``, which is written in the transaction of the work: a
    lost worker's run is taken up where it stood, and no clock is ever moved twice. ``kept_ids`` are
    clocks that ``version`` has no open time for: they stay as they were.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(
        CalendarVersion, on_delete=models.PROTECT, related_name="recalculation"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(max_length=9, choices=RunStatus.choices, default=RunStatus.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    moved_count = models.PositiveIntegerField(default=0)
    kept_ids = models.JSONField(default=list)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recalculation")
        verbose_name_plural = _("recalculations")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="sla_recalculation_status_known"
            ),
        ]
        indexes = [
            # Read by the task that takes up what a lost worker left.
            models.Index(
                fields=["heartbeat_at"],
                name="sla_recalculation_unfinished",
                condition=Q(status__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        """Return the version that clocks are put on."""
        return f"Recalculation for {self.version}"

    @property
    def percent(self) -> int:
        """Return how far it is, 0 to 100."""
        return min(100, 100 * self.done_count // self.total) if self.total else 100
