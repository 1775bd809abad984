"""The sweep's own record: proof that beat, broker, worker and database work together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SweepRun(models.Model):
    """One pass of the sweep."""

    at = models.DateTimeField()
    finished_at = models.DateTimeField()
    warned_count = models.PositiveIntegerField(default=0)
    breached_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        indexes = [
            # Read by the status page and /readyz.
            models.Index(fields=["-at"], name="sla_sweeprun_latest"),
        ]

    def __str__(self) -> str:
        """Return the instant."""
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
