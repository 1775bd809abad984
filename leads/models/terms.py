"""What ``leads`` must know of the agreement, as data: reasons, and the terms in force."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ReasonKind(models.TextChoices):
    """The decisions that ask for a reason."""

    REJECT = "reject", _("Reject")
    DISQUALIFY = "disqualify", _("Disqualify")
    RECYCLE = "recycle", _("Return to marketing")
    LOSE = "lose", _("Lost")


class ReturnReason(models.Model):
    """A reason a rep can choose; both labels are the company's own words."""

    kind = models.CharField(max_length=10, choices=ReasonKind.choices)
    key = models.SlugField(max_length=40)
    label_en = models.CharField(max_length=80)
    label_ar = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    needs_text = models.BooleanField(default=False)
    needs_criterion = models.BooleanField(default=False)
    needs_attempts = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="leads_returnreason_key_once"),
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
