"""Business calendars. A calendar has versions; a clock names the one it runs on."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    """Working hours by name. Deleting archives it: its clocks keep the version they run on."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("work calendar")
        verbose_name_plural = _("work calendars")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="sla_calendar_name_once", condition=Q(archived_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Return the calendar's name."""
        return self.name


class CalendarVersion(models.Model):
    """One unchangeable text of a calendar.

    ``week``: {"mon": [["09:00", "12:30"], ["13:30", "18:00"]], ...}; a missing day is closed.
    ``holidays``: {"2026-12-25": "Christmas"}; ``overrides``: {"2026-12-24": [["09:00", "12:00"]]}.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    time_zone = models.CharField(_("time zone"), max_length=64)
    week = models.JSONField(default=dict)
    holidays = models.JSONField(default=dict, blank=True)
    overrides = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("version of a calendar")
        verbose_name_plural = _("versions of calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "number"], name="sla_calendarversion_number_once"
            ),
        ]

    def __str__(self) -> str:
        """Return for example "Riyadh 3"."""
        return f"{self.calendar} {self.number}"
