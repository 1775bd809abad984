"""One step of the draft: the fields of one section, each with why it begins as it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from personas.models import IdealCustomerProfile, Persona
from sla.document import AMOUNTS, MAX_PROSE, PROSE
from sla.forms.agreement import VersionForm
from sla.models import AgreementVersion, Metric
from sla.numbering import clause_of, number_of, title_of
from sla.part_drafting import names_of, values_of
from sla.suggestions import SUGGESTIONS, Suggestion

_NAMED = ("profiles", "personas")
_AMOUNT_LABELS = {"goal_revenue": _("revenue a month"), "sales_quota": _("sold a month")}


@dataclass(frozen=True)
class Entry:
    """A field of a step, why it begins as it does, and the key of the clause that it is.

    ``anchor`` is "" where something else on the page is the clause already.
    """

    field: forms.BoundField
    suggestion: Suggestion | None
    anchor: str

    @property
    def is_offered(self) -> bool:
        """Return whether there is prose to take where nothing is written yet."""
        return bool(self.suggestion and self.suggestion.text and not self.field.value())


class PartForm(VersionForm):
    """The fields of one section of a draft."""

    class Meta(VersionForm.Meta):
        pass

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, section: str, draft: AgreementVersion
    ) -> None:
        """Show what ``draft`` says in ``section``, or what was typed."""
        values = values_of(draft)
        initial = {name: _shown(values[name]) for name in names_of(section)}
        super().__init__(data, initial=initial)
        made = {name: _field(name, values[name]) for name in names_of(section)}
        kept = {name: made[name] or self.fields[name] for name in names_of(section)}
        for name, field in kept.items():
            clause = clause_of(name)
            words = field.label if name not in PROSE and name not in _NAMED else title_of(clause)
            if made[name] is not None:
                field.label = f"{number_of(clause)} · {capfirst(words)}"
            field.widget.attrs.pop("form", None)
        self.fields = kept

    def changes(self) -> dict[str, Any]:
        """Return what was typed, by name; the form must be valid."""
        found = {}
        for name in self.fields:
            value = self.cleaned_data[name]
            if name in _NAMED:
                value = tuple(str(one.code) for one in value)
            found[name] = tuple(value) if isinstance(value, list) else value
        return found

    def _post_clean(self) -> None:
        """Check no row: most of a version's columns are not on this page."""

    @property
    def entries(self) -> list[Entry]:
        """Return each field with its suggestion and its clause."""
        found: list[Entry] = []
        for name in self.fields:
            clause = clause_of(name)
            is_taken = clause in Metric.values or clause in [one.anchor for one in found]
            found.append(Entry(self[name], SUGGESTIONS.get(name), "" if is_taken else clause))
        return found


def _shown(value: Any) -> Any:  # noqa: ANN401 - a column's value
    if isinstance(value, tuple):
        return list(value)
    if value is not None and hasattr(value, "to_integral_value") and value == int(value):
        return int(value)  # 1800000, not 1800000.00
    return value


def _field(name: str, value: Any) -> forms.Field | None:  # noqa: ANN401 - a column's value
    """Return the field for an entry of the document, None for a column of the version."""
    if name in PROSE:
        widget = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=MAX_PROSE, required=False, widget=widget)
    if name in AMOUNTS:
        return forms.DecimalField(
            label=_AMOUNT_LABELS[name],
            min_value=0,
            max_digits=14,
            decimal_places=2,
            required=False,
        )
    if name == "marketing_share_percent":
        return forms.IntegerField(
            label=_("share, in percent"), min_value=0, max_value=100, required=False
        )
    if name in _NAMED:
        offered = Q(archived_at__isnull=True) | Q(code__in=value)
        rows = (
            Persona.objects.filter(offered)
            if name == "personas"
            else IdealCustomerProfile.objects.filter(offered)
        )
        return forms.ModelMultipleChoiceField(
            queryset=rows.order_by("name"),
            to_field_name="code",
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
    return None
