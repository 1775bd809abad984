"""The leads, their hand-offs, and what is agreed of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """Registers what leads tell people."""

    name = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        """Make the kinds of notices known."""
        from leads.notices import register_kinds

        register_kinds()
