"""The ladder of a version: who is told when a promise comes near its due instant, or passes it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.models.agreement import AgreementVersion


class LadderRole(models.TextChoices):
    """Whom a step tells, by what they are to the lead."""

    OWNER = "owner", _("Whoever owes the answer")
    MANAGERS = "managers", _("Their managers")
    SALES_HEAD = "sales_head", _("Head of sales")
    MARKETING_HEAD = "marketing_head", _("Head of marketing")
    HANDED_BY = "handed_by", _("Whoever handed the lead over")


class LadderChannel(models.TextChoices):
    """The way a step takes."""

    APP = "app", _("Alert in the app")
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Chat channel (webhook)")


class LadderStep(models.Model):
    """One step: when a share of the promised time is used up, or so long after the breach.

    ``percent`` 75 warns, 100 is the breach, 200 comes when the time has passed twice;
    ``after_seconds`` count from the due instant. Both are the clock's own seconds.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="ladder")
    percent = models.PositiveSmallIntegerField(_("share of the time, in percent"), null=True)
    after_seconds = models.PositiveIntegerField(_("after the breach"), null=True)
    roles = ArrayField(
        models.CharField(max_length=14, choices=LadderRole.choices),
        default=list,
        verbose_name=_("tells"),
    )
    # Ids, as a target keeps its sources: a version is a text, and outlives the people it names.
    people = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("and by name"))
    channels = ArrayField(
        models.CharField(max_length=8, choices=LadderChannel.choices),
        default=list,
        verbose_name=_("by"),
    )
    keeps_hours = models.BooleanField(
        _("quiet outside working hours"),
        default=True,
        help_text=_("E-mails and chat messages wait for the next opening of the work calendar."),
    )

    class Meta:
        verbose_name = _("step of the ladder")
        verbose_name_plural = _("steps of the ladder")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0, after_seconds__isnull=True)
                | Q(percent__isnull=True, after_seconds__gt=0),
                name="sla_ladderstep_one_instant",
            ),
            models.UniqueConstraint(
                fields=["version", "percent", "after_seconds"],
                name="sla_ladderstep_instant_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        """Return its instant, such as "75%"."""
        if self.percent is not None:
            return f"{self.percent}%"
        return f"+{self.after_seconds} s"
