"""The promise: agreement, calendars, clocks, the sweep, and the pages sorted by due instant."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlaConfig(AppConfig):
    """Connects the clocks to the lead's life, and registers what they tell people."""

    name = "sla"
    verbose_name = _("Agreement and clocks")

    def ready(self) -> None:
        """Connect the receiver, and make the kinds of notices known."""
        from sla import (  # models are loaded by now
            agreement_notices,
            comment_notices,
            commitment_notices,
            daily,
            escalating,
            excuse_notices,
            notices,
            receivers,  # noqa: F401 - it connects itself
        )

        notices.register_kinds()
        agreement_notices.register_kinds()
        escalating.register_kinds()
        daily.register_kinds()
        excuse_notices.register_kinds()
        commitment_notices.register_kinds()
        comment_notices.register_kinds()
