"""The form of one lead."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from leads.forms.amounts import AmountField
from leads.intake import NewLead
from leads.models import Campaign, Lead, Source
from personas.models import Persona
from teams.models import Company

# In the order of the page.
WHO = ("name", "email", "phone", "job_title", "seniority", "external_id")
COMPANY = ("company_name", "company_domain", "company_size", "industry", "region")
ORIGIN = ("source", "campaign", "lead_type")
WORTH = ("persona", "grade", "expected_value")
REST = ("notes", "is_do_not_contact")
KEYS = ("email", "phone", "external_id")
MAX_OFFERED = 200
GRADES = ("A", "B", "C", "D")


class LeadForm(forms.Form):
    """Everything that marketing knows of one lead; nothing is required but something to name it."""

    source = forms.CharField(label=_("Source"), max_length=80, required=False)
    campaign = forms.CharField(label=_("Campaign"), max_length=120, required=False)
    persona: "forms.ModelChoiceField[Persona]" = forms.ModelChoiceField(
        label=_("Persona"),
        queryset=Persona.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Suggest by fit"),
    )
    grade = forms.ChoiceField(label=_("Grade"), required=False)

    def __init__(self, *args: Any, check_url: str = "", **kwargs: Any) -> None:
        """Take what a form takes; ``check_url`` is where typed keys are checked for duplicates."""
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Lead, fields=(*WHO, *COMPANY)))
        self.fields.update(fields_for_model(Lead, fields=("lead_type", *REST)))
        worth = _("Expected value (%(currency)s)") % {"currency": Company.get().currency}
        self.fields["expected_value"] = AmountField(label=worth, required=False)
        self.fields["persona"].queryset = Persona.objects.current()  # type: ignore[attr-defined]
        self._offer_grades()
        self._dress(check_url)

    def new_lead(self) -> NewLead:
        """Return what was typed; the form must be valid."""
        return NewLead(**self.cleaned_data)

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        """Return the bound fields called ``names``."""
        return [self[name] for name in names]

    @property
    def groups(self) -> dict[str, list[forms.BoundField]]:
        """Return the fields by their part of the page."""
        return {
            "who": self.group(WHO),
            "company": self.group(COMPANY),
            "origin": self.group(ORIGIN),
            "worth": self.group(WORTH),
            "rest": self.group(REST),
        }

    def _offer_grades(self) -> None:
        kept = str(self.initial.get("grade") or "")
        grades = [*GRADES, *([kept] if kept and kept not in GRADES else [])]
        choices = [("", _("Suggest by fit")), *((grade, grade) for grade in grades)]
        self.fields["grade"].choices = choices  # type: ignore[attr-defined]

    def _dress(self, check_url: str) -> None:
        """Give the inputs what a browser can help with."""
        # As text: a browser's field of numbers drops the Arabic digits that somebody pastes.
        self.fields["company_size"].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        self.fields["phone"].widget = forms.TextInput(attrs={"type": "tel", "maxlength": 40})
        for name, extra in _ATTRS.items():
            self.fields[name].widget.attrs.update(extra)
        if check_url:
            for name in KEYS:
                self.fields[name].widget.attrs.update(_check_attrs(check_url))


_ATTRS: Mapping[str, Mapping[str, Any]] = {
    "name": {"autofocus": True, "autocomplete": "off"},
    "email": {"autocomplete": "off", "inputmode": "email"},
    "phone": {"autocomplete": "off", "dir": "ltr"},
    "external_id": {"autocomplete": "off", "dir": "ltr"},
    "company_size": {"autocomplete": "off", "dir": "ltr"},
    "company_domain": {"inputmode": "url", "dir": "ltr"},
    "source": {"list": "sources", "autocomplete": "off"},
    "campaign": {"list": "campaigns", "autocomplete": "off"},
    "notes": {"rows": 3},
}


def _check_attrs(check_url: str) -> dict[str, str]:
    return {
        "hx-post": check_url,
        "hx-trigger": "input changed delay:500ms, change",
        "hx-target": "#duplicates",
        "hx-vals": '{"check": "1"}',
        "hx-include": "closest form",
        "hx-sync": "closest form:abort",
    }


def initial_of(lead: Lead) -> dict[str, Any]:
    """Return the form's first values for ``lead``; source and campaign should be loaded."""
    names = (*WHO, *COMPANY, "lead_type", "grade", "expected_value", *REST)
    values = {name: getattr(lead, name) for name in names}
    return values | {
        "source": lead.source.name if lead.source else "",
        "campaign": lead.campaign.name if lead.campaign else "",
        "persona": lead.persona.code if lead.persona else None,
    }


def known_names() -> dict[str, list[str]]:
    """Return the names that source and campaign offer while one types."""
    return {
        "sources": _current(Source.objects.all()),
        "campaigns": _current(Campaign.objects.all()),
    }


def _current(rows: QuerySet[Source] | QuerySet[Campaign]) -> list[str]:
    names = rows.filter(archived_at__isnull=True).order_by("name")
    return list(names.values_list("name", flat=True)[:MAX_OFFERED])
