"""A hand-off: one cycle of one lead, from marketing's offer to sales' decision."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Campaign, Lead, Source
from leads.models.terms import ReturnReason
from leads.querysets import HandoffQuerySet


class Outcome(models.TextChoices):
    """How a hand-off ended."""

    REJECTED = "rejected", _("Rejected")
    DISQUALIFIED = "disqualified", _("Disqualified")
    RECYCLED = "recycled", _("Returned to marketing")
    WITHDRAWN = "withdrawn", _("Taken back by marketing")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Handoff(models.Model):
    """One cycle: a narrow row, updated in place, whose state follows from its instants.

    ``source``, ``campaign``, ``lead_type``, ``persona``, ``grade``, ``region`` and
    ``expected_value`` are the snapshot taken at the hand-off: targets match it and marketing's
    figures are counted by it, so that a later edit of the lead never moves a promise.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="handoffs")
    cycle = models.PositiveSmallIntegerField(default=1)
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_bulk = models.BooleanField(default=False)

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    # Without an index: it is only asked for among the hand-offs of a period.
    campaign = models.ForeignKey(
        Campaign, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lead_type = models.CharField(max_length=60, blank=True)
    persona = models.ForeignKey(
        "personas.Persona", null=True, on_delete=models.PROTECT, related_name="+"
    )
    grade = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    expected_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )
    claimed_at = models.DateTimeField(null=True)
    first_touch_at = models.DateTimeField(null=True)
    qualified_at = models.DateTimeField(null=True)

    # ``closed_at``: when the product learned of it; ``outcome_at``: when it happened in the world.
    # They differ only for outcomes that were imported.
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True)
    reason = models.ForeignKey(ReturnReason, null=True, on_delete=models.PROTECT, related_name="+")
    reason_text = models.CharField(max_length=500, blank=True)
    # The criterion of the definition that a rejection names as not met.
    failed_criterion = models.ForeignKey(
        "leads.DefinitionCriterion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    won_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    answered_at = models.DateTimeField(null=True)  # marketing has taken note of the return

    objects = HandoffQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-off")
        verbose_name_plural = _("hand-offs")
        constraints = [
            models.UniqueConstraint(fields=["lead", "cycle"], name="leads_handoff_cycle_once"),
            models.UniqueConstraint(
                fields=["lead"],
                name="leads_handoff_one_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True, claimed_at__isnull=True)
                | Q(owner__isnull=False, claimed_at__isnull=False),
                name="leads_handoff_owner_iff_claimed",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="", outcome_at__isnull=True)
                | Q(closed_at__isnull=False, outcome_at__isnull=False, outcome__in=Outcome.values),
                name="leads_handoff_outcome_iff_closed",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(claimed_at__gte=F("handed_at")),
                name="leads_handoff_claimed_after",
            ),
            models.CheckConstraint(
                condition=Q(first_touch_at__isnull=True) | Q(first_touch_at__gte=F("handed_at")),
                name="leads_handoff_touched_after",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("handed_at")),
                name="leads_handoff_closed_after",
            ),
            models.CheckConstraint(
                condition=Q(won_value__isnull=True) | Q(won_value__gte=0, outcome=Outcome.WON),
                name="leads_handoff_value_of_a_win",
            ),
        ]
        indexes = [
            # Read by "my leads".
            models.Index(
                fields=["owner", "handed_at"],
                name="leads_handoff_open_by_owner",
                condition=Q(closed_at__isnull=True, owner__isnull=False),
            ),
            # Read by "my leads" for those closed lately.
            models.Index(
                fields=["owner", "-closed_at"],
                name="leads_handoff_closed_by_owner",
                condition=Q(closed_at__isnull=False, owner__isnull=False),
            ),
            # Read by a rep's own figures.
            models.Index(
                fields=["owner", "-claimed_at"],
                name="leads_handoff_claims",
                condition=Q(owner__isnull=False),
            ),
            # Read by marketing's list of its hand-offs, newest first, and the dashboard's period.
            models.Index(fields=["-handed_at", "-id"], name="leads_handoff_newest"),
            # Read by the same list, narrowed to what became of them; claims do not touch it.
            models.Index(
                fields=["outcome", "-handed_at", "-id"],
                name="leads_handoff_by_outcome",
                condition=Q(closed_at__isnull=False),
            ),
            # Read by marketing's feedback: returned and not yet answered.
            models.Index(
                fields=["-closed_at", "-id"],
                name="leads_handoff_to_answer",
                condition=Q(
                    outcome__in=["rejected", "recycled", "disqualified"], answered_at__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        """Return the hand-off's code and cycle."""
        return f"{self.code} ({self.cycle})"

    @property
    def is_open(self) -> bool:
        """Return whether no decision has ended it."""
        return self.closed_at is None


class Brief(models.Model):
    """What marketing tells sales with a hand-off; beside the narrow row, not in it."""

    handoff = models.OneToOneField(
        Handoff, primary_key=True, on_delete=models.CASCADE, related_name="brief"
    )
    who = models.TextField(_("Who is it?"), blank=True, max_length=1000)
    did = models.TextField(_("What did they do?"), blank=True, max_length=1000)
    wants = models.TextField(_("What do they want?"), blank=True, max_length=1000)
    why_now = models.TextField(_("Why now?"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")

    def __str__(self) -> str:
        """Return why now: the line the queue shows."""
        return self.why_now or self.wants or self.did or self.who
