"""Rollups: what the rows of each past day add up to, and which of those days have changed since.

They repeat what the rows say and may be deleted at any time; the pages are then slower, not wrong.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.models import Metric, SharePart


class Dimension(models.TextChoices):
    """What the leads are divided by."""

    REP = "rep", _("Rep")
    SOURCE = "source", _("Source")
    PERSONA = "persona", _("Persona")


class RollupState(models.Model):
    """What the rollups stand on, and how far they reach: a single row, none before the first run.

    Days are days in ``time_zone``; the bars of the response chart lie about ``promise_seconds``.
    A change of either begins a new ``generation``. The days of ``[rolled_from, rolled_until)`` are
    rolled up. Changes of rows before ``watched_until`` leave a ``DirtyHour``: the days before
    ``settled_until`` (None: none yet) have no writer any more who began without knowing that;
    ``writers`` are those whose end is awaited, None: not asked for yet.
    """

    generation = models.PositiveIntegerField()
    time_zone = models.CharField(max_length=64)
    promise_seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    watched_until = models.DateTimeField()
    settled_until = models.DateField(null=True)
    writers = ArrayField(models.CharField(max_length=40), null=True)
    rolled_from = models.DateField()
    rolled_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="dashboards_rollupstate_single"),
            models.CheckConstraint(
                condition=Q(rolled_until__gte=models.F("rolled_from")),
                name="dashboards_rollupstate_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Return the days that are rolled up."""
        return f"{self.generation}: {self.rolled_from} to {self.rolled_until}"


class DueDay(models.Model):
    """The promises of a metric that fell due on ``day``; see ``sums.DueSum``."""

    generation = models.PositiveIntegerField()
    metric = models.CharField(max_length=12, choices=Metric.choices)
    day = models.DateField()
    kept = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    running = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    excused = models.PositiveIntegerField(db_default=0)
    waiting = models.PositiveIntegerField()
    kept_bars = ArrayField(models.PositiveIntegerField())
    late_bars = ArrayField(models.PositiveIntegerField())
    business = models.BinaryField()
    raw = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "day", "metric"], name="dashboards_dueday_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the metric and the day."""
        return f"{self.metric} on {self.day}"


class DuePart(models.Model):
    """The first touches due on ``day`` of one rep, source or persona; see ``sums.PartSum``."""

    generation = models.PositiveIntegerField()
    by = models.CharField(max_length=7, choices=Dimension.choices)
    day = models.DateField()
    key = models.BigIntegerField()  # 0 for leads that have none
    kept = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    running = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    excused = models.PositiveIntegerField(db_default=0)
    business = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "by", "day", "key"], name="dashboards_duepart_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the part and the day."""
        return f"{self.by} {self.key} on {self.day}"


class ShareDay(models.Model):
    """How the time of breaches due on ``day`` is shared out; see ``sla.models.BreachShare``."""

    generation = models.PositiveIntegerField()
    day = models.DateField()
    metric = models.CharField(max_length=12, choices=Metric.choices)
    part = models.CharField(max_length=9, choices=SharePart.choices)
    key = models.BigIntegerField()  # the person's id, 0 for nobody's
    breaches = models.PositiveIntegerField()
    seconds = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "day", "metric", "part", "key"],
                name="dashboards_shareday_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the part and the day."""
        return f"{self.part} {self.key} on {self.day}"


class HandedDay(models.Model):
    """The hand-offs of ``day``; see ``sums.HandedSum``."""

    generation = models.PositiveIntegerField()
    day = models.DateField()
    delivered = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    qualified = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=2)  # expected when handed over
    to_accepted = models.BinaryField()
    to_qualified = models.BinaryField()
    to_won = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "day"], name="dashboards_handedday_once"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"hand-offs of {self.day}"


class DirtyHour(models.Model):
    """Rows that fall due, or were handed over, in this hour have changed since they were rolled up.

    Written by triggers, in the transaction of the change; an hour may stand here more than once.
    """

    class Subject(models.TextChoices):
        """Which rows: clocks by their due instant, or hand-offs by theirs."""

        DUE = "due"
        HANDED = "handed"

    subject = models.CharField(max_length=6, choices=Subject.choices)
    hour = models.DateTimeField()

    def __str__(self) -> str:
        """Return the subject and the hour."""
        return f"{self.subject} {self.hour}"
