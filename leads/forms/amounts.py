"""Amounts of money as people write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leads.importing.values import as_number

CENTS = 2
LARGEST_VALUE = Decimal(10) ** 12


class AmountField(forms.CharField):
    """An amount in the company's currency, such as "12,500", "980.50" or "١٢٬٥٠٠"; None when empty.

    It is a field of text: a browser's own field of numbers drops Arabic digits and separators
    without a word, and what was typed is gone.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Take what a text field takes."""
        super().__init__(**({"max_length": 60} | kwargs))
        self.widget.attrs.update({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})

    def clean(self, value: Any) -> Decimal | None:  # noqa: ANN401 - a form field's own signature
        """Return the amount; what cannot be read is said beside the field."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            amount = as_number(typed, comma_is_decimal=False)
        except ValueError as error:
            raise ValidationError(_("Write an amount, such as 12,500 or 980.50.")) from error
        exponent = amount.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > CENTS:
            raise ValidationError(_("Give at most two decimals."))
        if amount >= LARGEST_VALUE:
            raise ValidationError(_("This amount is too large."))
        return amount
