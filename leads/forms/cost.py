"""The form of a cost."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.costs import Bill
from leads.forms.amounts import AmountField
from leads.models import Campaign, Cost, Source
from teams.models import Company


class CostForm(forms.Form):
    """One bill: of a campaign or of a source."""

    campaign: "forms.ModelChoiceField[Campaign]" = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label="—"
    )
    source: "forms.ModelChoiceField[Source]" = forms.ModelChoiceField(
        label=_("or source"), queryset=Source.objects.none(), required=False, empty_label="—"
    )
    from_date = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    to_date = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput({"type": "date"}),
        help_text=_("The amount is spread evenly over these days."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    field_order = ("campaign", "source", "amount", "from_date", "to_date", "note")

    def __init__(self, *args: Any, cost: Cost | None = None, **kwargs: Any) -> None:
        """Take what a form takes; ``cost`` is what is being set right."""
        first = {} if cost is None else _values(cost)
        super().__init__(*args, **({"initial": first} | kwargs))
        kept = {"campaign": cost and cost.campaign_id, "source": cost and cost.source_id}
        models: dict[str, type[Any]] = {"campaign": Campaign, "source": Source}
        for name, model in models.items():
            offered = Q(archived_at__isnull=True) | Q(pk=kept[name] or 0)
            field: Any = self.fields[name]
            field.queryset = model.objects.filter(offered)
        label = _("Amount (%(currency)s)") % {"currency": Company.get().currency}
        self.fields["amount"] = AmountField(label=label)
        self.order_fields(self.field_order)

    def bill(self) -> Bill:
        """Return what was typed; the form must be valid."""
        return Bill(**self.cleaned_data)


def _values(cost: Cost) -> dict[str, Any]:
    names = ("campaign_id", "source_id", "from_date", "to_date", "note")
    first = {name.removesuffix("_id"): getattr(cost, name) for name in names}
    return first | {"amount": f"{cost.amount:,.2f}"}
