"""Rollups: what the rows of each past day add up to, and which of those days have changed since.

They repeat what the rows say and may be deleted at any time; the pages are then slower, not wrong.
Beside them, of their own right: what people answered to the amendments that a review suggested.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.models import AgreementVersion, Metric, SharePart


class Dimension(models.TextChoices):
    """What the leads are divided by."""

    REP = "rep", _("Rep")
    SOURCE = "source", _("Source")
    PERSONA = "persona", _("Persona")


class HandedBy(models.TextChoices):
    """What the hand-offs are divided by; of the last two, the rejected ones alone."""

    SOURCE = "source", _("Source")
    PERSONA = "persona", _("Persona")
    CAMPAIGN = "campaign", _("Campaign")
    WAIT = "wait", _("Time to the first contact")
    CRITERION = "criterion", _("Criterion not met")
    REASON = "reason", _("Reason")


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


class DueTarget(models.Model):
    """The promises of one target that fell due on ``day``; see ``sums.TargetSum``."""

    generation = models.PositiveIntegerField()
    day = models.DateField()
    target = models.BigIntegerField()  # the id of a target of the agreement
    kept = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    running = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    excused = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    business = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "day", "target"], name="dashboards_duetarget_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the target and the day."""
        return f"target {self.target} on {self.day}"


class HandedPart(models.Model):
    """The hand-offs of ``day`` of one source, persona and so on; see ``sums.HandedPartSum``."""

    generation = models.PositiveIntegerField()
    day = models.DateField()
    by = models.CharField(max_length=9, choices=HandedBy.choices)
    key = models.BigIntegerField()  # 0 for those that have none
    delivered = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    qualified = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    lost = models.PositiveIntegerField()
    earned = models.DecimalField(max_digits=18, decimal_places=2)  # by the won ones
    to_touch = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "day", "by", "key"], name="dashboards_handedpart_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the part and the day."""
        return f"{self.by} {self.key}: hand-offs of {self.day}"


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


class Rule(models.TextChoices):
    """The rules by which a review suggests to amend the agreement; see ``suggesting``."""

    CRITERION = "criterion", _("A criterion that rejected leads fail")
    ALWAYS_MET = "always_met", _("A target that is always met")
    NEVER_MET = "never_met", _("A target that is hardly ever met")
    SOURCE = "source", _("A source that is mostly rejected")
    PERSONA = "persona", _("A persona that never becomes a customer")
    PLEDGE = "pledge", _("A promise of marketing that is never kept")


class AmendmentAnswer(models.Model):
    """What a manager answered to a suggested amendment of a period. Append-only: the last counts.

    ``rule`` and ``subject`` name the amendment among those of ``[from_date, to_date)``, ``figures``
    are those that it stood on then. ``version``: the draft that it was taken into, empty once that
    was thrown away.
    """

    class Answer(models.TextChoices):
        """What may be answered."""

        TAKEN = "taken", _("Taken into the draft")
        DISMISSED = "dismissed", _("Dismissed")

    from_date = models.DateField()
    to_date = models.DateField()
    rule = models.CharField(max_length=10, choices=Rule.choices)
    subject = models.CharField(max_length=40)
    answer = models.CharField(max_length=9, choices=Answer.choices)
    reason = models.CharField(max_length=500, blank=True)
    figures = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.ForeignKey(
        AgreementVersion, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("answer to an amendment")
        verbose_name_plural = _("answers to amendments")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="taken") | Q(answer="dismissed") & ~Q(reason=""),
                name="dashboards_amendment_dismissed_why",
            ),
        ]
        indexes = [
            # Read by the review of a period.
            models.Index(fields=["from_date", "to_date"], name="dashboards_amendment_of"),
        ]

    def __str__(self) -> str:
        """Return the rule, its subject and the answer."""
        return f"{self.rule} {self.subject}: {self.answer}"
