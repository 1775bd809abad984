"""Runs in the background that put open clocks under a version that takes them too."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models import RunStatus
from sla.models.agreement import AgreementVersion


class Rematching(models.Model):
    """A version of the agreement that is for open hand-offs too.

    A clock is done once it runs under ``version``, which is written in the transaction of the work.
    ``kept_ids`` are clocks that keep the promise they had. ``created_at``: when it took effect.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(
        AgreementVersion, on_delete=models.PROTECT, related_name="rematching"
    )
    created_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=RunStatus.choices, default=RunStatus.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    moved_count = models.PositiveIntegerField(default=0)
    kept_ids = models.JSONField(default=list)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rematching")
        verbose_name_plural = _("rematchings")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="sla_rematching_status_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the version that clocks are put under."""
        return f"Rematching for {self.version}"

    @property
    def seen_count(self) -> int:
        """Return how many clocks it has looked at."""
        return min(self.total, self.done_count + len(self.kept_ids))

    @property
    def percent(self) -> int:
        """Return how far it is, 0 to 100."""
        return 100 * self.seen_count // self.total if self.total else 100

    @property
    def is_running(self) -> bool:
        """Return whether it waits for a worker or has one."""
        return self.status in {RunStatus.QUEUED, RunStatus.RUNNING}
