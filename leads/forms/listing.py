"""The filters above the list of leads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.forms.lead import GRADES
from leads.listing import CAME_BACK, MARKETING, NO_GRADE, QUEUE, SALES, LeadFilters
from leads.models import ImportRun, Source
from leads.stages import Stage
from personas.models import Persona
from teams.models import Side, User


class LeadFilterForm(forms.Form):
    """Search and filters; every field may be empty."""

    q = forms.CharField(
        label=_("Search"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("Name, company, e-mail or phone"),
            }
        ),
    )
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("Any")), *Stage.choices]
    )
    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=Source.objects.all(),
        required=False,
        empty_label=_("Any"),
    )
    persona: "forms.ModelChoiceField[Persona]" = forms.ModelChoiceField(
        label=_("Persona"),
        queryset=Persona.objects.all(),
        required=False,
        empty_label=_("Any"),
    )
    grade = forms.ChoiceField(
        label=_("Grade"),
        required=False,
        choices=[("", _("Any")), *((one, one) for one in GRADES), (NO_GRADE, _("None"))],
    )
    hands = forms.ChoiceField(label=_("In whose hands"), required=False)

    company = forms.CharField(
        label=_("Company"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    run: "forms.ModelChoiceField[ImportRun]" = forms.ModelChoiceField(
        label=_("Import"),
        queryset=ImportRun.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the people of sales as hands."""
        super().__init__(*args, **kwargs)
        self.fields["hands"].choices = [  # type: ignore[attr-defined]
            ("", _("Anyone")),
            (MARKETING, _("Marketing")),
            (QUEUE, _("Waiting to be claimed")),
            (SALES, _("Claimed by anyone")),
            (CAME_BACK, _("Came back from sales")),
            *_sellers(),
        ]

    def filters(self) -> LeadFilters:
        """Return the filters as typed; the form must be valid."""
        data = self.cleaned_data
        return LeadFilters(
            q=data["q"],
            stage=data["stage"],
            source_id=data["source"].pk if data["source"] else None,
            persona_id=data["persona"].pk if data["persona"] else None,
            grade=data["grade"],
            hands=data["hands"],
            company=data["company"],
            run_id=data["run"].pk if data["run"] else None,
        )


def _sellers() -> list[tuple[str, str]]:
    rows = User.objects.filter(memberships__team__side=Side.SALES, is_active=True)
    return [
        (str(code), name)
        for code, name in rows.order_by("name").distinct().values_list("code", "name")
    ]
