"""What happened: moves, touches, qualifications. Rows are added, never changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.models.definition import Definition
from leads.models.handoff import Handoff
from leads.models.lead import Lead
from leads.models.terms import ReturnReason
from leads.stages import Move, Stage


class TouchChannel(models.TextChoices):
    """How the lead was contacted."""

    CALL = "call", pgettext_lazy("channel", "Call")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    MEETING = "meeting", _("Meeting")
    MESSAGE = "message", _("Message")


class TouchOutcome(models.TextChoices):
    """What came of a touch."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    LEFT_MESSAGE = "left_message", _("Left a message")
    WRONG_CONTACT = "wrong_contact", _("Wrong contact data")


class StandingTouches(models.Manager["Touch"]):
    """The touches that count: those that nobody has struck out."""

    def get_queryset(self) -> models.QuerySet["Touch"]:
        """Return them."""
        return super().get_queryset().filter(struck_at__isnull=True)


class Touch(models.Model):
    """A call, e-mail, meeting or message by a person. Judged by when it happened.

    It says what is known now; what it said before stands in its corrections. ``objects`` are those
    that count, ``every`` has those that were struck out too.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="touches")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(_("channel"), max_length=8, choices=TouchChannel.choices)
    outcome = models.CharField(_("outcome"), max_length=14, choices=TouchOutcome.choices)
    occurred_at = models.DateTimeField(_("when"))
    logged_at = models.DateTimeField()
    note = models.TextField(_("note"), blank=True, max_length=2000)
    struck_at = models.DateTimeField(null=True)

    objects = StandingTouches()
    every = models.Manager["Touch"]()

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")
        constraints = [
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("logged_at")), name="leads_touch_not_in_future"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=TouchChannel.values), name="leads_touch_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=TouchOutcome.values), name="leads_touch_outcome_known"
            ),
        ]
        indexes = [
            # Read by the timeline, the count of attempts and the judgement of the first touch.
            models.Index(fields=["handoff", "occurred_at"], name="leads_touch_of_handoff"),
            # Read by the evidence of a period.
            models.Index(fields=["logged_at"], name="leads_touch_logged"),
        ]

    def __str__(self) -> str:
        """Return channel and outcome."""
        return f"{self.channel}: {self.outcome}"


class TouchCorrection(models.Model):
    """What a touch said before it was corrected or struck out: when, by whom, why."""

    touch = models.ForeignKey(Touch, on_delete=models.PROTECT, related_name="corrections")
    channel = models.CharField(max_length=8, choices=TouchChannel.choices)
    outcome = models.CharField(max_length=14, choices=TouchOutcome.choices)
    occurred_at = models.DateTimeField()
    note = models.TextField(blank=True, max_length=2000)
    is_strike = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("correction of a touch")
        verbose_name_plural = _("corrections of touches")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_strike=False) | ~Q(reason=""),
                name="leads_touchcorrection_strike_has_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return what the touch said."""
        return f"was {self.channel}: {self.outcome}"


class AbsenceCause(models.TextChoices):
    """Why a lead went back to the queue without its owner doing so."""

    LEFT = "left", _("The owner left")
    AWAY = "away", _("The owner is away")


# What people decide about a lead, or take back.
DECIDED_MOVES = (
    Move.REJECT.value,
    Move.DISQUALIFY.value,
    Move.RECYCLE.value,
    Move.WIN.value,
    Move.LOSE.value,
    Move.RELEASE.value,
    Move.CORRECT.value,
    Move.STRIKE.value,
)


class StageChange(models.Model):
    """One move: history, queue and statistic at once. Ids, instants, causes; nothing personal."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="changes")
    handoff = models.ForeignKey(
        Handoff, null=True, on_delete=models.PROTECT, related_name="changes"
    )
    move = models.CharField(max_length=12, choices=Move.choices)
    from_stage = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    to_stage = models.CharField(max_length=12, choices=Stage.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Who was given the lead, of an assignment: whoever claims is the one it is done by. Read with
    # its row alone, so no index slows every move down.
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    reason = models.ForeignKey(ReturnReason, null=True, on_delete=models.PROTECT, related_name="+")
    touch = models.ForeignKey(Touch, null=True, on_delete=models.PROTECT, related_name="+")
    # What the touch said before, of a correction. Read with its row alone, as with those below.
    correction = models.ForeignKey(
        TouchCorrection, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Of a release that its owner did not make: why, and whose it was.
    cause = models.CharField(max_length=4, choices=AbsenceCause.choices, blank=True, db_default="")
    taken_from = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(
                condition=Q(move__in=Move.values), name="leads_stagechange_move_known"
            ),
        ]
        indexes = [
            # Read by the lead's timeline.
            models.Index(fields=["lead", "at", "id"], name="leads_stagechange_timeline"),
            # Read by the evidence of a period; claims and hand-offs, which are most, are not in it.
            models.Index(
                fields=["at"],
                name="leads_stagechange_decided",
                condition=Q(move__in=DECIDED_MOVES),
            ),
        ]

    def __str__(self) -> str:
        """Return the move and its stages."""
        return f"{self.move}: {self.from_stage} -> {self.to_stage}"

    @property
    def its_handoff_id(self) -> int:
        """Return the hand-off's id. ``ValueError`` for the moves before any hand-off."""
        if self.handoff_id is None:
            raise ValueError(f"{self} is of no hand-off")
        return self.handoff_id


class Nudge(models.Model):
    """A manager asked for a lead to be looked at: its owner, or the reps (None) it waits for."""

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="nudges")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        indexes = [
            # Read by the timeline, by the rows of who waits, and before the next nudge.
            models.Index(fields=["handoff", "-at"], name="leads_nudge_of_handoff"),
        ]

    def __str__(self) -> str:
        """Return whom it is for, by their id."""
        return f"nudge to {self.to_id or 'the reps'}"


class Qualification(models.Model):
    """A lead held against a definition: which version, which criteria were met, by whom decided."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="qualifications")
    handoff = models.ForeignKey(
        Handoff, null=True, on_delete=models.PROTECT, related_name="qualifications"
    )
    definition = models.ForeignKey(
        Definition, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # {"<criterion id>": true | false | null}: met, not met, not known.
    results = models.JSONField(default=dict)
    is_met = models.BooleanField()
    override_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_met=True) | ~Q(override_reason=""),
                name="leads_qualification_reason_if_unmet",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "-at"], name="leads_qualification_of_lead"),
        ]

    def __str__(self) -> str:
        """Return the definition and the verdict."""
        return f"{self.definition}: {'met' if self.is_met else 'overridden'}"
