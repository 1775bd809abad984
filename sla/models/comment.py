"""What both sides say to each other about a clause before they sign."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.models.agreement import AgreementVersion
from teams.models import Side


class ClauseComment(models.Model):
    """One comment on a clause of a version that is being agreed on; settled once it is resolved.

    ``clause`` is the clause's key; ``side`` the one its author spoke for.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="comments")
    clause = models.CharField(max_length=40)
    side = models.CharField(max_length=10, choices=Side.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    text = models.TextField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("comment on a clause")
        verbose_name_plural = _("comments on clauses")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="sla_comment_side_known")
        ]

    def __str__(self) -> str:
        """Return the clause and the text."""
        return f"{self.clause}: {self.text}"
