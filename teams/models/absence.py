"""Absences: when a person is away, so that nothing waits for them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Absence(models.Model):
    """A person is away from ``starts_at`` until ``ends_at``: two instants, ``[from, to)``.

    ``begun_at``: when the product acted on its beginning, once. ``cancelled_at``: it does not hold
    any more; what had happened because of it stands.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    noted_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="teams_absence_ends_after_start"
            ),
        ]
        indexes = [
            # Read with a person, and by the list of who is away.
            models.Index(fields=["user", "-starts_at"], name="teams_absence_of_person"),
            # Read by the timetable: absences that have begun and were not acted on.
            models.Index(
                fields=["starts_at"],
                name="teams_absence_to_begin",
                condition=Q(begun_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the person's id and the instants."""
        return f"{self.user_id} away {self.starts_at:%Y-%m-%d} to {self.ends_at:%Y-%m-%d}"
