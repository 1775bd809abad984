"""Excuses: what was asked of the other side about a breach, what it said, and every step of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sla.models.clock import Breach
from teams.models import Side


class ExcuseKind(models.TextChoices):
    """What is said of a breach: it happened for a good reason, or its record is wrong."""

    EXCUSE = "excuse", _("Excuse")
    DISPUTE = "dispute", _("Dispute")


class ExcuseState(models.TextChoices):
    """How a request stands. ``LAPSED``: the breach itself was withdrawn."""

    ASKED = "asked", pgettext_lazy("an excuse", "Waiting for an answer")
    GRANTED = "granted", pgettext_lazy("an excuse", "Granted")
    REFUSED = "refused", pgettext_lazy("an excuse", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("an excuse", "Taken back")
    REVOKED = "revoked", pgettext_lazy("an excuse", "Revoked")
    LAPSED = "lapsed", pgettext_lazy("an excuse", "Not needed any more")


# A breach has one such request at most.
STANDING = (ExcuseState.ASKED, ExcuseState.GRANTED)


class Excuse(models.Model):
    """A request to set a breach aside, as it stands; its steps are ``ExcuseEvent`` rows.

    ``side`` is the one that broke the promise; the other one decides. ``decided_at`` and ``word``
    are of the latest decision: granted, refused or revoked.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="excuses")
    side = models.CharField(max_length=9, choices=Side.choices)
    kind = models.CharField(_("kind"), max_length=7, choices=ExcuseKind.choices)
    state = models.CharField(max_length=9, choices=ExcuseState.choices)
    reason = models.CharField(_("reason"), max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    word = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")
        constraints = [
            models.UniqueConstraint(
                fields=["breach"],
                name="sla_excuse_one_standing",
                condition=Q(state__in=STANDING),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ExcuseState.values), name="sla_excuse_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ExcuseKind.values), name="sla_excuse_kind_known"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="sla_excuse_side_known"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True)
                | Q(state__in=["granted", "refused", "revoked"], decided_at__isnull=False)
                | Q(state__in=["withdrawn", "lapsed"]),
                name="sla_excuse_decided_has_instant",
            ),
        ]
        indexes = [
            # Read by the list of excuses, and by the figure beside it in the menu.
            models.Index(fields=["side", "state", "-asked_at", "-id"], name="sla_excuse_by_side"),
        ]

    def __str__(self) -> str:
        """Return the kind and the breach's id."""
        return f"{self.kind} of breach {self.breach_id}"


class ExcuseEvent(models.Model):
    """One step of a request. Append-only: what was said stands, whatever was said later."""

    excuse = models.ForeignKey(Excuse, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=9, choices=ExcuseState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of an excuse")
        verbose_name_plural = _("steps of excuses")
        constraints = [
            # No state is reached twice: who asks again makes a request of its own.
            models.UniqueConstraint(fields=["excuse", "state"], name="sla_excuseevent_once"),
            models.CheckConstraint(
                condition=Q(state__in=ExcuseState.values), name="sla_excuseevent_state_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the state and the excuse's id."""
        return f"{self.state}: excuse {self.excuse_id}"
