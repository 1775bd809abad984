"""The forms of acts on a hand-off that ask for nothing, for a value, or for a rep's word."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.facts import CONFIRMATIONS
from leads.forms.amounts import AmountField
from leads.models import Definition
from personas.models import FactName


class ConfirmForm(forms.Form):
    """Nothing to fill in: pressing the button is all there is to it."""


class WinForm(forms.Form):
    """Won: the value of the deal, in the company's currency."""

    value = AmountField(error_messages={"required": _("Give the value of the deal: zero or more.")})

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        """Take what a form takes; ``currency`` is shown beside the figure."""
        super().__init__(*args, **kwargs)
        self.fields["value"].label = _("Value of the deal (%(currency)s)") % {"currency": currency}


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
