"""Work on many leads at once, done in the background with progress."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RunStatus(models.TextChoices):
    """Where a background run stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class BulkRun(models.Model):
    """One bulk act: qualify or hand over the leads that a filter found.

    ``lead_ids`` is fixed when the run is made; ``position`` is how many of them are done, saved in
    the transaction of the work, so that a lost worker's run is taken up where it stood.
    """

    class Act(models.TextChoices):
        """What is done to each lead."""

        QUALIFY = "qualify", _("Qualify")
        HAND_OFF = "hand_off", _("Hand over")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act = models.CharField(max_length=8, choices=Act.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_ids = models.JSONField(default=list)
    # For a hand-off the brief with its merge fields, for a qualification the reason to override.
    options = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=RunStatus.choices, default=RunStatus.QUEUED)
    position = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    # [[lead id, code of the refusal], ...]
    refused = models.JSONField(default=list)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bulk run")
        verbose_name_plural = _("bulk runs")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="leads_bulkrun_status_known"
            ),
        ]
        indexes = [
            # Read by the task that takes up what a lost worker left.
            models.Index(
                fields=["heartbeat_at"],
                name="leads_bulkrun_unfinished",
                condition=Q(status__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        """Return the act and its code."""
        return f"{self.act} {self.code}"

    @property
    def total(self) -> int:
        """Return how many leads the run covers."""
        return len(self.lead_ids)

    @property
    def percent(self) -> int:
        """Return how far it is, 0 to 100."""
        return 100 * self.position // self.total if self.total else 100
