"""What a person says of themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.choices import time_zones
from teams.forms.fields import language_field, name_field
from teams.models import Theme, User
from teams.people import OwnText


class MeForm(forms.Form):
    """Name, language, time zone, theme, keys, e-mails."""

    name = name_field(_("Name"), autocomplete="name")
    language = language_field()
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("The company's")), *((zone, zone) for zone in time_zones())],
        help_text=_("Times are shown in it. Clocks run by their own work calendar."),
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=Theme.choices)
    has_single_keys = forms.BooleanField(
        label=_("Shortcuts of a single key"),
        required=False,
        help_text=_("Turn this off if you dictate, or if keys are pressed by accident."),
    )

    has_emails = forms.BooleanField(
        label=_("Alerts by e-mail"),
        required=False,
        help_text=_("What the agreement's escalation tells you, and your list of the day."),
    )

    @classmethod
    def of(cls, user: User, data: Any = None) -> "MeForm":  # noqa: ANN401 - what forms take
        """Return the form as ``user`` is now, or as they posted it."""
        names = ("name", "language", "time_zone", "theme", "has_single_keys", "has_emails")
        return cls(data, initial={name: getattr(user, name) for name in names})

    def text(self) -> OwnText:
        """Return what was said."""
        return OwnText(**self.cleaned_data)
