"""Who signed a version of the agreement, and everything else that befell it on the way."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.models.agreement import AgreementVersion
from teams.models import Side


class Signature(models.Model):
    """A head's signature under one text. Void once that is a draft again; kept all the same.

    ``fingerprint`` is that of everything the version said when it was signed.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="signatures"
    )
    side = models.CharField(max_length=10, choices=Side.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "side"],
                name="sla_signature_one_a_side",
                condition=Q(voided_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["version", "by"],
                name="sla_signature_two_people",
                condition=Q(voided_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(side__in=Side.values), name="sla_signature_side_known"
            ),
        ]

    def __str__(self) -> str:
        """Return whose signature it is."""
        return f"{self.get_side_display()}: {self.by}"

    @property
    def short_fingerprint(self) -> str:
        """Return the beginning of the fingerprint, as it is printed."""
        return self.fingerprint[:8]


class AgreementAct(models.TextChoices):
    """What can befall a version."""

    PROPOSED = "proposed", _("Proposed")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENTERED = "entered", _("Came into force")
    ENDING = "ending", _("About to end")
    EXPIRED = "expired", _("Ended")


class AgreementEvent(models.Model):
    """One thing that befell a version, appended and never changed.

    ``side`` is the side that acted, "" for both or the clock; ``days_left`` belongs to a reminder
    that the period is about to end.
    """

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=10, choices=AgreementAct.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    text = models.TextField(blank=True)
    days_left = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("event of the agreement")
        verbose_name_plural = _("events of the agreement")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "act"],
                name="sla_agreement_event_once",
                condition=Q(act__in=["entered", "expired"]),
            ),
            models.UniqueConstraint(
                fields=["version", "days_left"],
                name="sla_agreement_reminder_once",
                condition=Q(act="ending"),
            ),
            models.CheckConstraint(
                condition=Q(act__in=AgreementAct.values), name="sla_agreement_event_known"
            ),
        ]

    def __str__(self) -> str:
        """Return what happened, and when."""
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"
