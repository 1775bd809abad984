"""Exports: which list left the house as a file, when and with whom."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Export(models.Model):
    """A list that somebody took away as a file.

    ``address`` is that of the list, with what it was narrowed to. ``row_count`` is None until the
    last row was sent: for good, where the file was broken off.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    what = models.CharField(_("list"), max_length=40)
    kind = models.CharField(_("format"), max_length=4)
    address = models.CharField(_("address"), max_length=500)
    row_count = models.PositiveIntegerField(_("rows"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            # Read by the list of exports, newest first.
            models.Index(fields=["-at", "-id"], name="teams_export_newest"),
        ]

    def __str__(self) -> str:
        """Return the list and the instant."""
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
