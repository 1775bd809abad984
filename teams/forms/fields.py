"""Fields that several forms of people share."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from teams.choices import CURRENCIES, countries, time_zones


class EmailField(forms.EmailField):
    """An e-mail address in the one spelling that people are known by: lower case."""

    def __init__(self, *, autocomplete: str = "email") -> None:
        """Take what the browser may fill in."""
        super().__init__(
            label=_("E-mail"),
            max_length=254,
            widget=forms.EmailInput({"autocomplete": autocomplete, "dir": "ltr"}),
        )

    def clean(self, value: object) -> str:
        """Return the address in lower case."""
        return str(super().clean(value)).strip().lower()


def name_field(label: object = _("Name"), *, autocomplete: str = "off") -> forms.CharField:
    """Return a field for a name of up to 120 characters."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=120,
        widget=forms.TextInput({"autocomplete": autocomplete, "dir": "auto"}),
    )


def language_field() -> forms.ChoiceField:
    """Return a choice of the product's languages, each called by its own name."""
    names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return forms.ChoiceField(label=_("Language"), choices=names)


def time_zone_field() -> forms.ChoiceField:
    """Return a choice of time zones."""
    return forms.ChoiceField(label=_("Time zone"), choices=lambda: [(z, z) for z in time_zones()])


def currency_field() -> forms.ChoiceField:
    """Return a choice of currencies."""
    return forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])


def country_field() -> forms.ChoiceField:
    """Return a choice of countries, or none."""
    return forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("None")), *((c, c) for c in countries())],
        help_text=_("Phone numbers without a country code are read as this country's."),
    )
