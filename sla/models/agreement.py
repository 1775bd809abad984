"""The agreement between marketing and sales: versions of it, and the targets each one sets."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.terms import LONGEST_NURTURE_DAYS
from sla.models.calendar import Calendar
from sla.models.pause import PauseReason


class Agreement(models.Model):
    """The one agreement of the company; what it says stands in its versions."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        """Return the agreement's name."""
        return self.name


class VersionStatus(models.TextChoices):
    """The life of a version."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    SIGNED = "signed", _("Signed")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    EXPIRED = "expired", _("Expired")


# What is being agreed on: one at a time, besides the version in force.
PENDING = (VersionStatus.DRAFT, VersionStatus.PROPOSED, VersionStatus.SIGNED)


class AgreementVersion(models.Model):
    """One text of the agreement. A draft can be edited; everything later is unchangeable.

    The two sides' shared goals are columns, since clocks and dashboard calculate with them; what is
    prose (``document``) is kept as one structure by clause.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    document = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    in_force_at = models.DateTimeField(null=True, blank=True)
    put_in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    # The plan that both sides sign. Without an instant it takes effect with the second signature.
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    takes_open_ones = models.BooleanField(default=False, db_default=False)
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    # The last day, and the instant at which it is over in the company's time zone.
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    review_date = models.DateField(_("review date"), null=True, blank=True)

    goal_leads = models.PositiveIntegerField(
        _("leads a month"),
        null=True,
        blank=True,
        help_text=_("What marketing promises to deliver."),
    )
    goal_value = models.DecimalField(
        _("their value a month"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    goal_attainment_percent = models.PositiveSmallIntegerField(
        _("attainment, in percent"),
        default=90,
        help_text=_("The share of its promises that sales means to keep."),
    )
    breach_limit_percent = models.PositiveSmallIntegerField(
        _("breach limit, in percent"),
        default=10,
        help_text=_("A rep, source or persona above this stands out."),
    )
    required_brief_fields = ArrayField(
        models.CharField(max_length=8), default=list, blank=True, verbose_name=_("required brief")
    )
    attempts_promised = models.PositiveSmallIntegerField(_("attempts"), default=5)
    attempts_days = models.PositiveSmallIntegerField(_("within business days"), default=10)
    # What a lead is held against; a draft of a definition comes into force with the version.
    mql_definition = models.ForeignKey(
        "leads.Definition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sal_definition = models.ForeignKey(
        "leads.Definition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sql_definition = models.ForeignKey(
        "leads.Definition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The reasons of decisions in their order (``leads.reasons.ReasonText``); empty for those that
    # every company begins with.
    reasons = models.JSONField(default=list, db_default=[], blank=True)
    recycle_default_days = models.PositiveSmallIntegerField(
        _("days in nurture, as offered"), null=True, blank=True
    )
    recycle_longest_days = models.PositiveSmallIntegerField(
        _("days in nurture, at most"),
        default=LONGEST_NURTURE_DAYS,
        db_default=LONGEST_NURTURE_DAYS,
    )
    recycle_times = models.PositiveSmallIntegerField(
        _("returns of a lead, at most"),
        null=True,
        blank=True,
        help_text=_("Empty: as often as it takes."),
    )

    class Meta:
        verbose_name = _("version of the agreement")
        verbose_name_plural = _("versions of the agreement")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="sla_version_number_once"),
            models.UniqueConstraint(
                fields=["agreement"],
                name="sla_version_one_in_force",
                condition=Q(status=VersionStatus.IN_FORCE),
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                name="sla_version_one_pending",
                condition=Q(status__in=PENDING),
            ),
            models.CheckConstraint(
                condition=Q(status__in=VersionStatus.values), name="sla_version_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "proposed", "signed"], in_force_at__isnull=True)
                | Q(status__in=["in_force", "superseded", "expired"], in_force_at__isnull=False),
                name="sla_version_force_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(goal_attainment_percent__lte=100, breach_limit_percent__lte=100),
                name="sla_version_percent_range",
            ),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.EXPIRED, expired_at__isnull=False)
                | ~Q(status=VersionStatus.EXPIRED) & Q(expired_at__isnull=True),
                name="sla_version_expired_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, ends_at__isnull=True)
                | Q(ends_on__isnull=False, ends_at__isnull=False),
                name="sla_version_end_has_instant",
            ),
        ]

    def __str__(self) -> str:
        """Return for example "Version 3"."""
        return str(_("Version %(number)s") % {"number": self.number})

    @property
    def is_pending(self) -> bool:
        """Return whether it is still being agreed on, or waits for its instant."""
        return self.status in PENDING

    @property
    def ended_at(self) -> datetime | None:
        """Return when it ceased to hold, None while it holds or before it did."""
        return self.superseded_at or self.expired_at


class Metric(models.TextChoices):
    """What a clock measures: from which event to which.

    The first two begin with every hand-off; the others when their own beginning comes, and only
    where the version sets a target for them.
    """

    CLAIM = "claim", _("Hand-off to claim")
    FIRST_TOUCH = "first_touch", _("Hand-off to first touch")
    ATTEMPT = "attempt", _("Attempts to reach the lead")
    OWNER_TOUCH = "owner_touch", _("Reassignment to the new owner's first touch")
    DECISION = "decision", _("Claim to decision")
    ANSWER = "answer", _("Rejection to marketing's answer")


# What every hand-off is on a clock for from its first second.
AT_HAND_OFF = (Metric.CLAIM, Metric.FIRST_TOUCH)


def every_reason() -> list[str]:
    """Return all reasons for a pause: what a new target allows until it says otherwise."""
    return list(PauseReason.values)


class Target(models.Model):
    """One promise: a metric, a duration, whom it is for. The first that matches is the one.

    An empty list of a criterion matches everything; a list matches the snapshot of the hand-off.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=80)
    metric = models.CharField(_("metric"), max_length=12, choices=Metric.choices)
    seconds = models.PositiveIntegerField(_("within"))
    is_business_time = models.BooleanField(_("counted in working hours"), default=True)
    # Percent of the time used up at which the clock is at risk, ascending.
    warn_percents = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("warn at")
    )
    calendar = models.ForeignKey(
        Calendar,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("work calendar"),
    )
    needs_conversation = models.BooleanField(
        _("only a conversation counts"),
        default=False,
        help_text=_("A call that nobody answered does not stop the clock."),
    )
    # How many attempts are promised within the time, of a target for them; the first is the first
    # touch, which has a clock of its own.
    attempts = models.PositiveSmallIntegerField(_("attempts"), null=True, blank=True)
    # Which pauses stop its clocks, and how long they may take together, in the clock's own time.
    pause_reasons = ArrayField(
        models.CharField(max_length=10),
        default=every_reason,
        blank=True,
        verbose_name=_("may be paused"),
    )
    pause_limit_seconds = models.PositiveIntegerField(
        _("paused for at most"), null=True, blank=True
    )
    sources = ArrayField(models.BigIntegerField(), default=list, blank=True)
    lead_types = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    personas = ArrayField(models.BigIntegerField(), default=list, blank=True)
    grades = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=80), default=list, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["metric", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(metric__in=Metric.values), name="sla_target_metric_known"
            ),
            models.CheckConstraint(condition=Q(seconds__gt=0), name="sla_target_seconds_positive"),
            models.CheckConstraint(
                condition=Q(metric=Metric.ATTEMPT, attempts__gte=2)
                | ~Q(metric=Metric.ATTEMPT) & Q(attempts__isnull=True),
                name="sla_target_attempts_of_attempts",
            ),
        ]

    def __str__(self) -> str:
        """Return the target's name."""
        return self.name
