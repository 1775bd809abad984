"""Whom the company wants: ideal customer profiles (companies) and buyer personas (people)."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from personas.querysets import WantedQuerySet


class Wanted(models.Model):
    """What a profile and a persona share: a name, a text, an end."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    # Archived, never deleted: former hand-offs keep their snapshot.
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class IdealCustomerProfile(Wanted):
    """A kind of company that both sides agree to want (ICP)."""

    objects = WantedQuerySet.as_manager()

    class Meta(Wanted.Meta):
        verbose_name = _("ideal customer profile")
        verbose_name_plural = _("ideal customer profiles")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="personas_profile_name_once"),
        ]


class Persona(Wanted):
    """A kind of person who buys: pains, what convinces them, what they object."""

    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("Who it is, in one line.")
    )
    pains = models.TextField(_("pains"), blank=True, max_length=2000)
    goals = models.TextField(_("goals"), blank=True, max_length=2000)
    objections = models.TextField(_("objections"), blank=True, max_length=2000)
    answers = models.TextField(
        _("answers to objections"),
        blank=True,
        max_length=2000,
        help_text=_("What to say to each of them."),
    )
    messages = models.TextField(
        _("messages that work"),
        blank=True,
        max_length=2000,
        help_text=_("What convinces them, one sentence a line."),
    )
    channels = models.TextField(
        _("where they are found"),
        blank=True,
        max_length=500,
        help_text=_("The events, sites and channels that reach them."),
    )
    opener = models.TextField(
        _("suggested opener"),
        blank=True,
        max_length=500,
        help_text=_("One sentence a rep can begin with."),
    )

    objects = WantedQuerySet.as_manager()

    class Meta(Wanted.Meta):
        verbose_name = _("buyer persona")
        verbose_name_plural = _("buyer personas")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="personas_persona_name_once"),
        ]
