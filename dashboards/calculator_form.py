"""What the calculator is asked: a goal, and what is assumed on the way to it."""

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards.reckoning import Assumptions

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_MONEY = Decimal(10) ** 12
MOST_REPS = 10_000
# What to begin with until a team knows better: ten minutes to look somebody up, call or write, and
# note it; a good third of a month of 160 hours for new leads.
USUAL_MINUTES = 10
USUAL_HOURS = 60


def _percent(label: "StrOrPromise", help_text: "StrOrPromise") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )


def _money(label: "StrOrPromise", help_text: "StrOrPromise") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=Decimal("0.01"),
        max_value=MOST_MONEY,
        decimal_places=2,
    )


class CalculatorForm(forms.Form):
    """A revenue goal and the assumptions; all of a month."""

    revenue = _money(_("Revenue goal a month"), _("What the whole company wants to earn."))
    share_percent = _percent(
        _("Marketing's share, in percent"),
        _("The part of it that is to come from marketing's leads."),
    )
    average_deal = _money(_("Average deal"), _("What a customer brings on average."))
    close_percent = _percent(
        _("Close rate, in percent"), _("Of a hundred leads handed over, how many become customers.")
    )
    attempts = forms.IntegerField(label=_("Attempts for each lead"), min_value=1, max_value=100)
    minutes = forms.IntegerField(label=_("Minutes for each attempt"), min_value=1, max_value=480)
    reps = forms.IntegerField(label=_("Sales reps"), min_value=1, max_value=MOST_REPS)
    hours = forms.DecimalField(
        label=_("Hours a month for leads, each rep"),
        help_text=_("Without meetings, travel and what else a month is made of."),
        min_value=Decimal("0.1"),
        max_value=744,
        decimal_places=1,
    )

    def assumptions(self) -> Assumptions:
        """Return what was asked; the form must be valid."""
        return Assumptions(**self.cleaned_data)


def as_query(given: Assumptions) -> dict[str, str]:
    """Return ``given`` as the fields of the form."""
    return {name: str(value) for name, value in asdict(given).items()}
