"""The form of an absence: whose, and which days."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.models import Company, Side, User


class AbsenceForm(forms.Form):
    """Who is away, the first day and the last; whole days of that person's time zone."""

    who = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("Who"), to_field_name="code", empty_label=None
    )
    first_date = forms.DateField(
        label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_date = forms.DateField(
        label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """Take what a form takes; managers choose whom, reps are themselves."""
        super().__init__(*args, **kwargs)
        if not by.manages(Side.SALES):
            del self.fields["who"]
            self._who = by
            return
        field: Any = self.fields["who"]
        sellers = User.objects.filter(memberships__team__side=Side.SALES, is_active=True)
        field.queryset = sellers.distinct().order_by("name", "pk")
        self.initial.setdefault("who", by.code)

    def who_is_away(self) -> User:
        """Return whom it is about; the form must be valid."""
        found: User = self.cleaned_data["who"] if "who" in self.fields else self._who
        return found

    def bounds(self) -> tuple[datetime, datetime]:
        """Return the first instant of the first day and the first after the last."""
        zone = ZoneInfo(self.who_is_away().time_zone or Company.get().time_zone)
        first, last = self.cleaned_data["first_date"], self.cleaned_data["last_date"]
        after = last + timedelta(days=1)
        return (
            datetime.combine(first, time(), tzinfo=zone),
            datetime.combine(after, time(), tzinfo=zone),
        )
