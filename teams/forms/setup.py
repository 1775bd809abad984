"""The form of the first start."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.forms.fields import (
    EmailField,
    country_field,
    currency_field,
    language_field,
    name_field,
    time_zone_field,
)
from teams.forms.signing_in import NewPasswordForm
from teams.models import Side, User
from teams.setting_up import FirstPerson, NewCompany


class SetupForm(NewPasswordForm):
    """Token, company, first administrator and first teams."""

    token = forms.CharField(
        label=_("Setup token"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("The console shows it; manage.py setup_token prints it again."),
    )
    company_name = name_field(_("Company"), autocomplete="organization")
    language = language_field()
    time_zone = time_zone_field()
    currency = currency_field()
    country = country_field()
    marketing_team = forms.CharField(
        label=_("First team of marketing"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        help_text=_("Leave empty to add teams later."),
    )
    sales_team = forms.CharField(
        label=_("First team of sales"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    name = name_field(_("Your name"), autocomplete="name")
    email = EmailField(autocomplete="username")
    manages = forms.BooleanField(
        label=_("I manage these teams too"),
        required=False,
        help_text=_("An administrator manages people; a manager also reads leads and promises."),
    )
    field_order = [
        "token",
        "company_name",
        "language",
        "time_zone",
        "currency",
        "country",
        "marketing_team",
        "sales_team",
        "name",
        "email",
        "password",
        "again",
        "manages",
    ]

    def about(self, _data: dict[str, Any]) -> User | None:
        """Return the administrator to be, whose name the password must not repeat."""
        return User(name=_data.get("name", ""), email=_data.get("email", ""))

    def clean(self) -> dict[str, Any]:
        """Refuse two teams of one name, and to manage none."""
        data = super().clean()
        names = [data.get("marketing_team", ""), data.get("sales_team", "")]
        if names[0] and names[0].casefold() == names[1].casefold():
            self.add_error("sales_team", _("The two teams need different names."))
        if data.get("manages") and not any(names):
            self.add_error("manages", _("Name a team first: there is none to manage."))
        return data

    def company(self) -> NewCompany:
        """Return the company as it was described."""
        data = self.cleaned_data
        wanted = [(data["marketing_team"], Side.MARKETING), (data["sales_team"], Side.SALES)]
        return NewCompany(
            name=data["company_name"],
            time_zone=data["time_zone"],
            currency=data["currency"],
            country=data["country"],
            language=data["language"],
            teams=[(name, side.value) for name, side in wanted if name],
        )

    def first_person(self) -> FirstPerson:
        """Return the administrator as they described themselves."""
        data = self.cleaned_data
        return FirstPerson(data["name"], data["email"], data["password"], manages=data["manages"])
