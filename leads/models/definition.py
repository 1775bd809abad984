"""Definitions of MQL, SAL and SQL: versioned, with criteria that are evaluated."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from personas.models import BaseCriterion


class DefinitionKind(models.TextChoices):
    """The stages that have an agreed definition."""

    MQL = "mql", _("Marketing qualified lead (MQL)")
    SAL = "sal", _("Sales accepted lead (SAL)")
    SQL = "sql", _("Sales qualified lead (SQL)")


class Definition(models.Model):
    """One version of a definition: a draft until it comes into force, unchangeable after."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=3, choices=DefinitionKind.choices)
    version = models.PositiveSmallIntegerField()
    statement = models.TextField(_("in words"), blank=True, max_length=2000)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    in_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="leads_definition_once"),
            models.UniqueConstraint(
                fields=["kind"],
                name="leads_definition_one_draft",
                condition=Q(in_force_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DefinitionKind.values), name="leads_definition_kind_known"
            ),
        ]

    def __str__(self) -> str:
        """Return for example "MQL 3"."""
        return f"{self.kind.upper()} {self.version}"


class DefinitionCriterion(BaseCriterion):
    """One criterion of a definition."""

    definition = models.ForeignKey(Definition, on_delete=models.CASCADE, related_name="criteria")

    class Meta(BaseCriterion.Meta):
        verbose_name = _("criterion of a definition")
        verbose_name_plural = _("criteria of definitions")
