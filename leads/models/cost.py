"""What marketing has spent: on a campaign or on a source, over some days."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Campaign, Source


class Cost(models.Model):
    """One bill, in the company's currency, spread evenly over its days. Never rewritten.

    ``to_date`` is its last day, included. A mistake is withdrawn, and the right bill entered as a
    row of its own that ``replaces`` it: what was once believed stays on record. Bills may overlap.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    from_date = models.DateField(_("first day"))
    to_date = models.DateField(_("last day"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    note = models.CharField(_("note"), max_length=200, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["-from_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign__isnull=True) ^ Q(source__isnull=True),
                name="leads_cost_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(to_date__gte=F("from_date")), name="leads_cost_days_in_order"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="leads_cost_positive"),
        ]
        indexes = [
            # Read by the fate of a period's leads, and by the list of costs, newest first.
            models.Index(fields=["-from_date", "-id"], name="leads_cost_newest"),
        ]

    def __str__(self) -> str:
        """Return what it was spent on."""
        return str(self.campaign or self.source)
