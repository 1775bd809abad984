"""Teams with a side, and who has which role in them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """The two parties of the agreement."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")


class Role(models.TextChoices):
    """What a person does in a team; administrators are marked on the user, not here."""

    MARKETER = "marketer", _("Marketer")
    REP = "rep", _("Sales rep")
    MANAGER = "manager", _("Manager")


class Team(models.Model):
    """A team of one side."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    side = models.CharField(_("side"), max_length=9, choices=Side.choices)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="teams_team_side_known"),
        ]

    def __str__(self) -> str:
        """Return the team's name."""
        return self.name


class Membership(models.Model):
    """A person's role in a team; the role must fit the team's side."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="teams_membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="teams_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        """Return for example "manager of Sales MENA"."""
        return f"{self.role} of {self.team}"
