"""What a backtest is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sla import replaying
from sla.backtesting import USUAL_HOURS, USUAL_MINUTES, USUAL_WEEKS, Options


class BacktestForm(forms.Form):
    """The weeks to replay, and what sales' work is reckoned with."""

    weeks = forms.IntegerField(
        label=_("Weeks to replay"), min_value=1, max_value=52, initial=USUAL_WEEKS
    )
    calendars = forms.ChoiceField(
        label=_("Work calendars"),
        choices=[
            (replaying.NOW, _("As they are now")),
            (replaying.THEN, _("As they were at the time")),
        ],
        initial=replaying.NOW,
    )
    minutes = forms.IntegerField(
        label=_("Minutes for each attempt"), min_value=1, max_value=480, initial=USUAL_MINUTES
    )
    reps = forms.IntegerField(label=_("Sales reps"), min_value=1, max_value=10_000)
    hours = forms.IntegerField(
        label=_("Hours a week for leads, each rep"),
        min_value=1,
        max_value=168,
        initial=USUAL_HOURS,
    )

    def options(self) -> Options:
        """Return what was asked for; the form must be valid."""
        return Options(**self.cleaned_data)
