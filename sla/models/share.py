"""How the time of broken promises is shared out, kept so that a period can be summed up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.models.agreement import Metric
from sla.models.clock import Breach


class SharePart(models.TextChoices):
    """What the time was spent with; ``sla.attribution.Part`` has the same values.

    The labels are those of a first touch; ``sla.share_words`` has them for each promise.
    """

    UNCLAIMED = "unclaimed", _("Waiting unclaimed")
    HELD = "held", _("Claimed, not yet contacted")
    WAITING = "waiting", _("Waiting for an answer")
    PAUSED = "paused", _("Paused")


class BreachShare(models.Model):
    """So many seconds of one broken promise that has ended, charged to ``person``.

    Nobody for time that the side let pass. ``metric`` and ``due_at`` are the breach's own, kept
    here so that a period's rows are read from one index.
    """

    breach = models.ForeignKey(
        Breach, on_delete=models.PROTECT, related_name="shares", db_index=False
    )
    metric = models.CharField(max_length=12, choices=Metric.choices)
    due_at = models.DateTimeField()
    part = models.CharField(max_length=9, choices=SharePart.choices)
    # People are never looked up by what they are charged with: no index slows the writing down.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    seconds = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("share of a breach")
        verbose_name_plural = _("shares of breaches")
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "part", "person"],
                name="sla_breachshare_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(part__in=SharePart.values), name="sla_breachshare_part_known"
            ),
            models.CheckConstraint(
                condition=Q(metric__in=Metric.values), name="sla_breachshare_metric_known"
            ),
            models.CheckConstraint(
                condition=Q(seconds__gt=0), name="sla_breachshare_seconds_positive"
            ),
        ]
        indexes = [
            # Read by the dashboard: what a period's shares add up to, from the index alone.
            models.Index(
                fields=["due_at"],
                name="sla_breachshare_by_due",
                include=["metric", "part", "person", "seconds"],
            ),
        ]

    def __str__(self) -> str:
        """Return the part and its seconds."""
        return f"{self.part}: {self.seconds} s"
