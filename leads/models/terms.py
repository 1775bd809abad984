"""What ``leads`` must know of the agreement, as data: reasons, and the terms in force."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# What holds until an agreement says otherwise: a day typed in the wrong century would put a lead
# away for good.
LONGEST_NURTURE_DAYS = 3 * 366


class ReasonKind(models.TextChoices):
    """The decisions that ask for a reason."""

    REJECT = "reject", _("Reject")
    DISQUALIFY = "disqualify", _("Disqualify")
    RECYCLE = "recycle", _("Return to marketing")
    LOSE = "lose", _("Lost")


class ReturnReason(models.Model):
    """A reason a rep can choose, in the words of one agreement; both labels are the company's own.

    Rows are never changed: a version of the agreement that says a reason otherwise writes a row of
    its own under the same key, so that past decisions keep their words. ``agreed_at`` is the first
    instant an agreement brought it; None for those that every company begins with.
    """

    kind = models.CharField(max_length=10, choices=ReasonKind.choices)
    key = models.SlugField(max_length=40)
    label_en = models.CharField(max_length=80)
    label_ar = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    needs_text = models.BooleanField(default=False)
    needs_criterion = models.BooleanField(default=False)
    needs_attempts = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="leads_returnreason_first_once",
                condition=Q(agreed_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=[
                    "kind",
                    "key",
                    "label_en",
                    "label_ar",
                    "needs_text",
                    "needs_criterion",
                    "needs_attempts",
                ],
                name="leads_returnreason_words_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReasonKind.values), name="leads_returnreason_kind_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the label in the active language."""
        is_arabic = (get_language() or "").startswith("ar")
        return self.label_ar if is_arabic and self.label_ar else self.label_en


class Terms(models.Model):
    """What was agreed, for ``leads``: immutable, written when something comes into force.

    ``lifecycle`` reads the row in force at the instant at hand. ``agreement_version`` is the code
    of the version that wrote it: ``leads`` does not know agreements, so it is no foreign key.
    """

    BRIEF_FIELDS = ("who", "did", "wants", "why_now")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    in_force_at = models.DateTimeField()
    agreement_version = models.UUIDField(null=True)
    required_brief_fields = ArrayField(models.CharField(max_length=8), default=list)
    attempts_promised = models.PositiveSmallIntegerField(default=5)
    attempts_days = models.PositiveSmallIntegerField(default=10)
    # Where the agreement promises attempts for some leads: ordered, each ``attempts`` and whom it
    # is for (``leads.conditions``); the first that matches counts, then ``attempts_promised``.
    attempt_rules = models.JSONField(default=list, db_default=[])
    # The reasons that may be given, in their order; empty for those that every company begins with.
    reason_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    # Recycling: the days in nurture that are offered (None: no day) and that are the most, and how
    # often a lead may come back to marketing (None: as often as it takes).
    recycle_default_days = models.PositiveSmallIntegerField(null=True)
    recycle_longest_days = models.PositiveSmallIntegerField(
        default=LONGEST_NURTURE_DAYS, db_default=LONGEST_NURTURE_DAYS
    )
    recycle_times = models.PositiveSmallIntegerField(null=True)
    mql_definition = models.ForeignKey(
        "leads.Definition", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sal_definition = models.ForeignKey(
        "leads.Definition", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sql_definition = models.ForeignKey(
        "leads.Definition", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        indexes = [
            # Read by every move: the latest row in force at an instant.
            models.Index(fields=["-in_force_at", "-id"], name="leads_terms_in_force"),
        ]

    def __str__(self) -> str:
        """Return the instant from which these terms hold."""
        return f"{self.in_force_at:%Y-%m-%d %H:%M}"
