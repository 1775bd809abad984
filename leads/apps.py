"""The leads, their hand-offs, and what is agreed of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """Registers what leads tell people, and what becomes of the leads of those who leave."""

    name = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        """Make the kinds of notices known, and take back what people leave behind."""
        from leads.departures import take_back_all
        from leads.notices import register_kinds
        from teams import leaving

        register_kinds()
        leaving.register("leads", take_back_all)
