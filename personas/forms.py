"""What people fill in about profiles, personas and criteria."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput
from kit.row_forms import BaseRows, join_values, rows_of, split_values
from personas.catalogue import PersonaText, ProfileText
from personas.criteria import MAX_CRITERIA, MAX_WEIGHT, BadCriterion, CriterionText, checked
from personas.models import BaseCriterion, FactName
from personas.models.criterion import OperatorChoice

CRITERIA_PREFIX = "criteria"


class CriterionForm(forms.Form):
    """One criterion."""

    fact = forms.ChoiceField(label=_("What is asked"), required=False)
    operator = forms.ChoiceField(
        label=_("Comparison"), choices=[("", "—"), *OperatorChoice.choices], required=False
    )
    operands = forms.CharField(
        label=_("Values"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    weight = forms.IntegerField(
        label=_("Weight"), min_value=1, max_value=MAX_WEIGHT, initial=1, required=False
    )
    is_required = forms.BooleanField(label=_("Required"), required=False)

    def __init__(self, *args: Any, facts: Sequence[str], **kwargs: Any) -> None:
        """Take what a form takes, and the ``facts`` that may be asked here."""
        super().__init__(*args, **kwargs)
        self.facts = facts
        choices = [("", "—"), *((fact, FactName(fact).label) for fact in facts)]
        self.fields["fact"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hold the row to the rules of criteria."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("DELETE"):
            try:
                checked([self.text()], self.facts)
            except BadInput as refusal:
                self.add_error(refusal.field or None, str(refusal))
        return data

    def text(self) -> CriterionText:
        """Return what was typed."""
        data = self.cleaned_data
        return CriterionText(
            fact=data.get("fact", ""),
            operator=data.get("operator", ""),
            operands=split_values(data.get("operands", "")),
            weight=data.get("weight") or 1,
            is_required=bool(data.get("is_required")),
        )


CriterionRows = rows_of(CriterionForm, most=MAX_CRITERIA)


def criterion_rows(
    data: QueryDict | None,
    criteria: Sequence[BaseCriterion],
    facts: Sequence[str],
) -> BaseRows:
    """Return the rows for ``criteria``; ``data`` None for a page that was not sent yet."""
    initial = [
        {
            "fact": row.fact,
            "operator": row.operator,
            "operands": join_values(row.operands),
            "weight": row.weight,
            "is_required": row.is_required,
        }
        for row in criteria
    ]
    return CriterionRows(
        data, initial=initial, prefix=CRITERIA_PREFIX, form_kwargs={"facts": facts}
    )


def criteria_in(rows: BaseRows) -> list[CriterionText]:
    """Return the criteria that were typed, in the order of the page; the rows must be valid."""
    return [form.text() for form in rows.filled_forms() if isinstance(form, CriterionForm)]


def show_refusal(refusal: BadInput, form: forms.Form, rows: BaseRows) -> None:
    """Put a refusal of the verb beside the field that it is about."""
    if isinstance(refusal, BadCriterion):
        rows.filled_forms()[refusal.row].add_error(refusal.field, str(refusal))
    else:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _area(label: Any, *, most: int = 2000, rows: int = 3, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 - lazy texts
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ProfileForm(forms.Form):
    """An ideal customer profile beside its criteria."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = _area(_("Description"))

    def text(self) -> ProfileText:
        """Return what was typed; the form must be valid."""
        return ProfileText(**self.cleaned_data)


class PersonaForm(forms.Form):
    """A buyer persona beside its criteria."""

    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.CharField(
        label=_("Role"), max_length=120, required=False, help_text=_("Who it is, in one line.")
    )
    description = _area(_("Description"))
    pains = _area(_("Pains"), help_text=_("What bothers them in their work."))
    goals = _area(_("Goals"), help_text=_("What they want to achieve."))
    objections = _area(_("Objections"), help_text=_("What they will say against it."))
    answers = _area(_("Answers to objections"), help_text=_("What to say to each of them."))
    messages = _area(
        _("Messages that work"), help_text=_("What convinces them, one sentence a line.")
    )
    channels = _area(
        _("Where they are found"),
        most=500,
        rows=2,
        help_text=_("The events, sites and channels that reach them."),
    )
    opener = _area(
        _("Suggested opener"),
        most=500,
        rows=2,
        help_text=_("One sentence a rep can begin with."),
    )

    def text(self) -> PersonaText:
        """Return what was typed; the form must be valid."""
        return PersonaText(**self.cleaned_data)
