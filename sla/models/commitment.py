"""What marketing promises for a period: pledges of a version, and how each period went."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sla.models.agreement import AgreementVersion
from sla.models.clock import Breach


class Measure(models.TextChoices):
    """What marketing promises.

    The first two are the agreement's goals, in numbers; the others are percents of what was handed
    over: leads whose persona is one of the agreed ones, and briefs with every question answered.
    """

    VOLUME = "volume", _("Leads handed over")
    VALUE = "value", _("Their expected value")
    PROFILE = "profile", _("Leads on profile")
    BRIEF = "brief", _("Complete briefs")


GOALS = (Measure.VOLUME, Measure.VALUE)


class Grain(models.TextChoices):
    """How often a pledge is judged; weeks begin on Monday."""

    MONTH = "month", _("Every month")
    WEEK = "week", _("Every week")


class Pledge(models.Model):
    """One promise of marketing in a version.

    How many leads and what value are promised stands once, in the goals of the version: a pledge of
    these has no ``percent``, it says that the goal is held. ``tolerance_percent``: how far behind
    the daily plan (or beyond sales' capacity) is no news yet. A pledge of leads may name what one
    attempt takes and how long each rep sells in a month: that is sales' capacity.
    """

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="pledges")
    measure = models.CharField(_("measure"), max_length=8, choices=Measure.choices)
    grain = models.CharField(
        _("judged"), max_length=5, choices=Grain.choices, default=Grain.MONTH.value
    )
    percent = models.PositiveSmallIntegerField(_("at least, in percent"), null=True, blank=True)
    tolerance_percent = models.PositiveSmallIntegerField(_("tolerance, in percent"), default=15)
    attempt_minutes = models.PositiveSmallIntegerField(
        _("minutes an attempt takes"), null=True, blank=True
    )
    selling_hours = models.PositiveSmallIntegerField(
        _("selling hours of a rep in a month"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("commitment of marketing")
        verbose_name_plural = _("commitments of marketing")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "measure"], name="sla_pledge_once"),
            models.CheckConstraint(
                condition=Q(measure__in=["volume", "value"], percent__isnull=True)
                | Q(measure__in=["profile", "brief"], percent__gte=1, percent__lte=100),
                name="sla_pledge_percent_of_shares",
            ),
            models.CheckConstraint(
                condition=Q(tolerance_percent__lte=100), name="sla_pledge_tolerance_range"
            ),
        ]

    def __str__(self) -> str:
        """Return the measure in words."""
        return str(Measure(self.measure).label)


class CommitmentState(models.TextChoices):
    """How a commitment stood when it was last looked at, or how its period ended."""

    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind the plan")
    OVER = "over", _("Beyond sales' capacity")
    KEPT = "kept", _("Met")
    BROKEN = "broken", _("Breached")
    VOID = "void", _("Void")


class Commitment(models.Model):
    """One pledge in one period: whole local days, judged at ``due_at``, the end of the last one.

    ``planned`` is what the whole period asks for, ``planned_so_far`` and ``actual`` (leads, an
    amount, or a percent) what was due and what was there at ``counted_at``; a percent is of
    ``counted`` hand-offs. ``capacity``: how many leads sales has time for in the period.
    ``next_check_at`` is the end of the next day, null once it is judged. ``breach`` is the record
    that both sides' broken promises have, dated ``due_at``.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="commitments")
    measure = models.CharField(max_length=8, choices=Measure.choices)
    grain = models.CharField(max_length=5, choices=Grain.choices)
    from_date = models.DateField()
    to_date = models.DateField()  # the first day after it
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    planned = models.DecimalField(max_digits=16, decimal_places=2)
    planned_so_far = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    actual = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    counted = models.PositiveIntegerField(default=0)
    capacity = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField()
    next_check_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=8, choices=CommitmentState.choices, default=CommitmentState.ON_TRACK
    )
    breach = models.OneToOneField(
        Breach, null=True, on_delete=models.PROTECT, related_name="commitment"
    )

    class Meta:
        verbose_name = _("commitment in a period")
        verbose_name_plural = _("commitments in periods")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "grain", "from_date"], name="sla_commitment_once"
            ),
            models.CheckConstraint(
                condition=Q(to_date__gt=F("from_date"), due_at__gt=F("starts_at")),
                name="sla_commitment_in_order",
            ),
            models.CheckConstraint(
                condition=Q(next_check_at__isnull=False, state__in=["on_track", "behind", "over"])
                | Q(next_check_at__isnull=True, state__in=["kept", "broken", "void"]),
                name="sla_commitment_checked_until_judged",
            ),
            models.CheckConstraint(
                condition=Q(state="broken", breach__isnull=False)
                | ~Q(state="broken") & Q(breach__isnull=True),
                name="sla_commitment_breach_if_broken",
            ),
        ]
        indexes = [
            # Read by the list and the dashboard's period, newest first.
            models.Index(fields=["-due_at", "-id"], name="sla_commitment_newest"),
            # Read by beat.
            models.Index(
                fields=["next_check_at"],
                name="sla_commitment_next_check",
                condition=Q(next_check_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the measure and its first day."""
        return f"{self.measure} from {self.from_date}"


class CommitmentEvent(models.Model):
    """What befell a commitment at the end of a day: behind, over, on track again, or judged."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=8, choices=CommitmentState.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    planned_so_far = models.DecimalField(max_digits=16, decimal_places=2)
    actual = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("event of a commitment")
        verbose_name_plural = _("events of commitments")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "at"], name="sla_commitmentevent_once"),
        ]

    def __str__(self) -> str:
        """Return the state and the commitment's id."""
        return f"{self.state}, commitment {self.commitment_id}"
