"""The forms of acts on a hand-off that ask for nothing, for a value, or for a rep's word."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.facts import CONFIRMATIONS
from leads.importing.values import as_number
from leads.models import Definition
from personas.models import FactName

CENTS = 2
LARGEST_VALUE = Decimal(10) ** 12


class ConfirmForm(forms.Form):
    """Nothing to fill in: pressing the button is all there is to it."""


class WinForm(forms.Form):
    """Won: the value of the deal, in the company's currency."""

    value = forms.CharField(
        max_length=60, error_messages={"required": _("Give the value of the deal: zero or more.")}
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        """Take what a form takes; ``currency`` is shown beside the figure."""
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        field.label = _("Value of the deal (%(currency)s)") % {"currency": currency}
        field.widget.attrs.update({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})

    def clean_value(self) -> Decimal:
        """Return the amount as people write it: Arabic digits and a decimal comma too."""
        try:
            value = as_number(self.cleaned_data["value"], comma_is_decimal=False)
        except ValueError as error:
            raise ValidationError(_("Write an amount, such as 12,500 or 980.50.")) from error
        exponent = value.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > CENTS:
            raise ValidationError(_("Give at most two decimals."))
        if value >= LARGEST_VALUE:
            raise ValidationError(_("This amount is too large."))
        return value


class QualifyHandoffForm(forms.Form):
    """Qualified by sales: what the rep vouches for, and the reason to go against the definition."""

    confirmed = forms.MultipleChoiceField(
        label=_("I have confirmed"), required=False, widget=forms.CheckboxSelectMultiple
    )
    override_reason = forms.CharField(
        label=_("Reason to go against the definition"),
        help_text=_("Only where the definition is not met; it is marked in the timeline."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, definition: Definition | None, **kwargs: Any) -> None:
        """Take what a form takes; ask for what ``definition`` (its criteria loaded) asks for."""
        super().__init__(*args, **kwargs)
        choices = _confirmations(definition) if definition else []
        self.fields["confirmed"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["confirmed"]
        if definition is None:
            del self.fields["override_reason"]

    @property
    def said(self) -> frozenset[str]:
        """Return what the rep vouches for so far."""
        return frozenset(getattr(self, "cleaned_data", {}).get("confirmed", ()))


def _confirmations(definition: Definition) -> list[tuple[str, str]]:
    """Return what ``definition`` leaves to the rep's word, marked where it must be met."""
    asked = {one.fact: one.is_required for one in definition.criteria.all()}
    return [
        (fact, _with_mark(FactName(fact).label, is_required=asked[fact]))
        for fact in CONFIRMATIONS
        if fact in asked
    ]


def _with_mark(label: Any, *, is_required: bool) -> str:  # noqa: ANN401 - a text or its promise
    return f"{label} ({gettext('required')})" if is_required else str(label)
