"""Forms of signing in and of choosing a password."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from teams.forms.fields import EmailField
from teams.models import User


class SignInForm(AuthenticationForm):
    """E-mail and password. One message for every failure: who is here is nobody's business."""

    username = EmailField(autocomplete="username")
    error_messages = {
        "invalid_login": _(
            "E-mail and password do not match. Check upper and lower case of the password."
        ),
        "inactive": _("E-mail and password do not match."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let people type at once; after an error the page leads to its summary instead."""
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autofocus"] = not self.is_bound


class ForgottenForm(forms.Form):
    """The e-mail to which a link is sent."""

    email = EmailField(autocomplete="username")


class NewPasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1000,  # hashing costs time; a longer one would be an attack
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}),
        help_text=_("At least 10 characters; not one that others use too."),
    )
    again = forms.CharField(
        label=_("Repeat the password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        """Take the person whose name and e-mail the password must not repeat."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords, and a weak one with what is weak about it."""
        data = super().clean() or self.cleaned_data
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("This is not the same password."))
        elif password:
            try:
                password_validation.validate_password(password, self.about(data))
            except ValidationError as error:
                self.add_error("password", error)
        return data

    def about(self, _data: dict[str, Any]) -> User | None:
        """Return the person that the password is for."""
        return self.user


class ChangePasswordForm(NewPasswordForm):
    """A new password of somebody who knows the present one."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"}),
    )
    field_order = ["current", "password", "again"]

    def clean_current(self) -> str:
        """Refuse a wrong present password."""
        current = str(self.cleaned_data["current"])
        if self.user is None or not self.user.check_password(current):
            raise ValidationError(_("This is not your current password."))
        return current
