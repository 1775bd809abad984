"""Clocks: running promises on hand-offs; what befell them; their breaches; what could not run."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from leads.models import Handoff
from sla.models.agreement import AgreementVersion, Metric, Target
from sla.models.calendar import CalendarVersion
from teams.models import Side


class ClockState(models.TextChoices):
    """The state that the sweep last saw; ``sla.deadlines.state_at`` is the truth."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", _("Breached")
    MET = "met", _("Met")
    VOID = "void", _("Void")
    PAUSED = "paused", _("Paused")


class Clock(models.Model):
    """One promise on one hand-off: a narrow row. Which version, target and calendar is pinned.

    ``warn_at``: the instant from which it is at risk; ``rewarn_ats``: those at which it warns
    again, ascending, of which the first ``rewarns_done`` have come. ``next_check_at``: the next
    warning, the breach or the next step of the ladder, the one column the sweep looks at; null
    when nothing can befall it any more. ``step_ats``: the instants of the ladder's steps,
    ascending, of which the first ``steps_done`` have come; somebody who is on it
    (``acknowledged_at``) stops the others.
    ``breached_at`` equals ``due_at``: a breach is dated when it happened, not when it was noticed.
    While it is paused it has no due instant; ``pause_count`` says whether it ever was.
    """

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="clocks")
    metric = models.CharField(max_length=12, choices=Metric.choices)
    seq = models.PositiveSmallIntegerField(default=1)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")
    calendar_version = models.ForeignKey(
        CalendarVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    target_seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=ClockState.choices, default=ClockState.ON_TRACK)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    # Known once it has stopped: calendar seconds and business seconds from start to stop.
    raw_seconds = models.PositiveIntegerField(null=True)
    business_seconds = models.PositiveIntegerField(null=True)
    # Counts the times a verdict was undone, so that the next one is a new event.
    revision = models.PositiveSmallIntegerField(default=0)
    pause_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    step_ats = ArrayField(
        models.DateTimeField(),
        default=list,
        db_default=Value([], ArrayField(models.DateTimeField())),
    )
    steps_done = models.PositiveSmallIntegerField(default=0, db_default=0)
    rewarn_ats = ArrayField(
        models.DateTimeField(),
        default=list,
        db_default=Value([], ArrayField(models.DateTimeField())),
    )
    rewarns_done = models.PositiveSmallIntegerField(default=0, db_default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # never asked for; an index would be one more to write with every claim
    )

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(fields=["handoff", "metric", "seq"], name="sla_clock_once"),
            models.CheckConstraint(
                condition=Q(metric__in=Metric.values), name="sla_clock_metric_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ClockState.values), name="sla_clock_state_known"
            ),
            models.CheckConstraint(
                condition=Q(breached_at__isnull=True) | Q(breached_at=F("due_at")),
                name="sla_clock_breach_at_due",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("started_at")), name="sla_clock_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(voided_at__isnull=True),
                name="sla_clock_stopped_or_void",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) & ~Q(state="paused")
                | Q(
                    due_at__isnull=True,
                    state="paused",
                    next_check_at__isnull=True,
                    stopped_at__isnull=True,
                    voided_at__isnull=True,
                ),
                name="sla_clock_due_unless_paused",
            ),
            models.CheckConstraint(
                condition=Q(next_check_at__isnull=True)
                | Q(stopped_at__isnull=True, voided_at__isnull=True),
                name="sla_clock_checked_while_running",
            ),
        ]
        indexes = [
            # Read by the sweep.
            models.Index(
                fields=["next_check_at"],
                name="sla_clock_next_check",
                condition=Q(next_check_at__isnull=False),
            ),
            # Read by the queue and "my leads": running clocks by state and due instant.
            models.Index(
                fields=["metric", "state", "due_at", "id"],
                name="sla_clock_running",
                condition=Q(stopped_at__isnull=True, voided_at__isnull=True),
            ),
            # Read by the dashboard: cohorts by due instant.
            models.Index(fields=["metric", "due_at"], name="sla_clock_by_due"),
        ]

    def __str__(self) -> str:
        """Return metric and hand-off."""
        return f"{self.metric} of hand-off {self.handoff_id}"


class EventKind(models.TextChoices):
    """What can befall a clock."""

    STARTED = "started", _("Started")
    WARNED = "warned", _("At risk")
    BREACHED = "breached", _("Breached")
    MET = "met", _("Met")
    ANSWERED_LATE = "late", _("Answered after the breach")
    REOPENED = "reopened", _("Runs again")
    BREACH_WITHDRAWN = "withdrawn", _("Breach withdrawn")
    VOIDED = "voided", _("Void")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Runs on")
    MOVED = "moved", _("Calendar changed")
    REMATCHED = "rematched", _("Under a new agreement")
    ESCALATED = "escalated", _("Escalated")
    ACKNOWLEDGED = "noted", _("Somebody is on it")


class ClockEvent(models.Model):
    """One thing that befell a clock. Append-only; ids, instants and causes, nothing personal.

    A change of its calendar keeps what it was before: ``old_calendar_version``, ``old_due_at``, and
    ``new_due_at``; both instants are null while it is paused. So does a change of the agreement,
    with ``old_target`` besides.
    """

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=9, choices=EventKind.choices)
    step = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cause = models.CharField(max_length=24, blank=True)
    old_due_at = models.DateTimeField(null=True)
    new_due_at = models.DateTimeField(null=True)
    old_calendar_version = models.ForeignKey(
        CalendarVersion, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    old_target = models.ForeignKey(
        Target, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("event of a clock")
        verbose_name_plural = _("events of clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "kind", "step", "revision"], name="sla_clockevent_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="sla_clockevent_kind_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the kind and the clock's id."""
        return f"{self.kind} of clock {self.clock_id}"


class Breach(models.Model):
    """A broken promise of one side, dated at the due instant.

    ``charged_to`` is the owner for a first touch missed after the claim, empty when the side let
    the lead wait. ``withdrawn_at``: a touch logged later proved that the promise was kept.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clock = models.ForeignKey(Clock, null=True, on_delete=models.PROTECT, related_name="breaches")
    revision = models.PositiveSmallIntegerField(default=0)
    side = models.CharField(max_length=9, choices=Side.choices)
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="+")
    charged_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    excused_at = models.DateTimeField(null=True)
    # When its time was shared out; empty while the clock runs on, and anew when its end moves.
    shared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        constraints = [
            models.UniqueConstraint(fields=["clock", "revision"], name="sla_breach_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="sla_breach_side_known"),
        ]
        indexes = [
            # Read by the dashboard's breaches of a period.
            models.Index(fields=["-due_at", "-id"], name="sla_breach_newest"),
            # Read by every figure with excuses.
            models.Index(
                fields=["clock"],
                name="sla_breach_excused",
                condition=Q(excused_at__isnull=False, withdrawn_at__isnull=True),
            ),
            # Read by the task that shares out the time of breaches, newest first.
            models.Index(
                fields=["-due_at"],
                name="sla_breach_to_share",
                condition=Q(shared_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the side and the due instant."""
        return f"{self.side} at {self.due_at:%Y-%m-%d %H:%M}"


class ClockException(models.Model):
    """A clock that cannot run as agreed, with its reason: never silently, always on a list."""

    class Cause(models.TextChoices):
        """Why there is no clock."""

        NO_AGREEMENT = "no_agreement", _("No agreement is in force")
        NO_TARGET = "no_target", _("No target of the agreement matches")
        NO_CALENDAR = "no_calendar", _("The target's work calendar is missing or was deleted")
        NO_OPEN_TIME = "no_open_time", _("The work calendar has no open time within reach")

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="exceptions")
    metric = models.CharField(max_length=12, choices=Metric.choices)
    cause = models.CharField(max_length=12, choices=Cause.choices)
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.UniqueConstraint(fields=["handoff", "metric"], name="sla_exception_once"),
            models.CheckConstraint(
                condition=Q(metric__in=Metric.values), name="sla_exception_metric_known"
            ),
        ]
        indexes = [
            # Read by the list of exceptions and the queue's group "no clock".
            models.Index(
                fields=["metric", "-at", "-id"],
                name="sla_exception_open",
                condition=Q(resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the cause and the hand-off's id."""
        return f"{self.cause} for hand-off {self.handoff_id}"
