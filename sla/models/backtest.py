"""Runs in the background that replay the last weeks under a version that is not agreed yet."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models import RunStatus
from sla.models.agreement import AgreementVersion


class Backtest(models.Model):
    """One replay of ``version`` beside the version that was in force when it was asked for.

    ``plans`` are the texts of both as they stood then, so that a draft may be edited meanwhile;
    ``fingerprint`` tells whether it was. ``counts`` are what has been counted for each of them, up
    to the hand-off that ``reached_at`` and ``reached_id`` name: both are written in one
    transaction, so that a lost worker's run goes on where it stood and counts nothing twice.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="+")
    compared_with = models.ForeignKey(
        AgreementVersion, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What was asked for: weeks, minutes of an attempt, reps, their hours, which text of calendars.
    options = models.JSONField(default=dict)
    plans = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    from_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=RunStatus.choices, default=RunStatus.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    reached_id = models.BigIntegerField(default=0)
    counts = models.JSONField(default=list)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("backtest")
        verbose_name_plural = _("backtests")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="sla_backtest_status_known"
            ),
        ]
        indexes = [
            # Read by the task that takes up what a lost worker left.
            models.Index(
                fields=["heartbeat_at"],
                name="sla_backtest_unfinished",
                condition=Q(status__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        """Return the version that is tried."""
        return f"Backtest of {self.version}"

    @property
    def percent(self) -> int:
        """Return how far it is, 0 to 100."""
        return min(100, 100 * self.done_count // self.total) if self.total else 100
