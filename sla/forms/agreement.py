"""The forms of a draft: goals, brief and attempts; one target."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kit.row_forms import join_values, split_values
from leads.models import Brief, Source, Terms
from personas.fit import number_of
from personas.models import Persona
from sla import numbering
from sla.differences import label_of
from sla.models import AgreementVersion, Calendar, Metric, PauseReason
from sla.targets import FEWEST_ATTEMPTS, MOST_ATTEMPTS, TOUCHES, TargetText
from sla.version_text import VersionText

DRAFT_FORM = "draft-form"  # the id of the form element in the template
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
UNIT_CHOICES = [
    ("minutes", _("minutes")),
    ("hours", _("hours")),
    ("days", _("days")),
    ("seconds", _("seconds")),
]
GRADES = ("A", "B", "C", "D")
MAX_AMOUNT = 100_000


class VersionForm(forms.ModelForm[AgreementVersion]):
    """Goals of both sides, what marketing sends along, what sales tries."""

    required_brief_fields = forms.MultipleChoiceField(
        label=_("Marketing answers these with every hand-off"),
        choices=lambda: [(part, label_of(Brief, part)) for part in Terms.BRIEF_FIELDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = AgreementVersion
        fields = [
            "goal_leads",
            "goal_value",
            "required_brief_fields",
            "attempts_promised",
            "attempts_days",
            "goal_attainment_percent",
            "breach_limit_percent",
            "review_date",
        ]
        widgets = {
            "review_date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name each field's clause, and say what a constraint could only say by its own name.

        The fields stand between the lists of targets, outside the form's own element.
        """
        super().__init__(*args, **kwargs)
        value = self.initial.get("goal_value")
        if value is not None and value == int(value):
            self.initial["goal_value"] = int(value)  # 1800000, not 1800000.00
        for name, field in self.fields.items():
            field.label = (
                f"{numbering.number_of(numbering.clause_of(name))} · {capfirst(field.label)}"
            )
            field.widget.attrs["form"] = DRAFT_FORM
        for name in ("goal_attainment_percent", "breach_limit_percent"):
            self.fields[name].validators.append(MaxValueValidator(100))
            self.fields[name].widget.attrs["max"] = 100

    def text(self) -> VersionText:
        """Return what was typed; the form must be valid."""
        data = self.cleaned_data | {
            "required_brief_fields": tuple(self.cleaned_data["required_brief_fields"])
        }
        return VersionText(**data)


class TargetForm(forms.Form):
    """One promise: how fast, in which hours, for whom."""

    name = forms.CharField(label=_("Name"), max_length=80)
    metric = forms.ChoiceField(label=_("What is measured"), choices=Metric.choices)
    amount = forms.IntegerField(label=_("Within"), min_value=1, max_value=MAX_AMOUNT)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNIT_CHOICES)
    attempts = forms.IntegerField(
        label=_("Attempts"),
        min_value=FEWEST_ATTEMPTS,
        max_value=MOST_ATTEMPTS,
        required=False,
        help_text=_("The first is the first touch. They are due in even steps from the claim on."),
    )
    is_business_time = forms.BooleanField(label=_("Count working hours only"), required=False)
    calendar = forms.ModelChoiceField(
        label=_("Work calendar"),
        queryset=Calendar.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="—",
    )
    warn_percents = forms.CharField(
        label=_("Warn at, in percent of the time"),
        required=False,
        max_length=60,
        help_text=_("Such as 75. Empty: no warning."),
    )
    needs_conversation = forms.BooleanField(
        label=_("Only a conversation counts"),
        required=False,
        help_text=_("A call that nobody answered does not stop the clock."),
    )
    pause_reasons = forms.MultipleChoiceField(
        label=_("May be paused"),
        choices=PauseReason.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Pauses for other reasons do not stop its clocks."),
    )
    pause_amount = forms.IntegerField(
        label=_("Paused in all for at most"),
        min_value=1,
        max_value=MAX_AMOUNT,
        required=False,
        help_text=_("Empty: no limit. Counted as the promise is."),
    )
    pause_unit = forms.ChoiceField(
        label=_("Unit of the limit"), choices=UNIT_CHOICES, required=False
    )
    sources = forms.ModelMultipleChoiceField(
        label=_("Source"),
        queryset=Source.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    personas: forms.ModelMultipleChoiceField[Persona] = forms.ModelMultipleChoiceField(
        label=_("Persona"),
        queryset=Persona.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    grades = forms.MultipleChoiceField(
        label=_("Grade"), widget=forms.CheckboxSelectMultiple, required=False
    )
    lead_types = forms.CharField(
        label=_("Lead type"),
        required=False,
        max_length=2000,
        help_text=_("Several are separated by commas, such as: Demo request, Pricing."),
    )
    regions = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=2000,
        help_text=_("Several are separated by commas."),
    )

    def __init__(self, *args: Any, standing: TargetText | None = None, **kwargs: Any) -> None:
        """Offer what is in use, and what the target names already even if it is not."""
        super().__init__(*args, **kwargs)
        kept = standing or TargetText(name="", metric="", seconds=0)
        self._offer("calendar", Calendar.objects.all(), [kept.calendar_id or 0])
        self._offer("sources", Source.objects.all(), kept.sources)
        self._offer("personas", Persona.objects.all(), kept.personas)
        grades = dict.fromkeys([*GRADES, *kept.grades])
        self.fields["grades"].choices = [(one, one) for one in grades]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days of working hours: working days differ in length."""
        data = super().clean() or self.cleaned_data
        if data.get("is_business_time"):
            for unit, amount in (("unit", "amount"), ("pause_unit", "pause_amount")):
                if data.get(amount) and data.get(unit) == "days":
                    self.add_error(unit, _("Working days differ in length: give hours instead."))
        if data.get("metric") == Metric.ATTEMPT and data.get("attempts") is None:
            self.add_error("attempts", _("Say how many attempts are promised."))
        return data

    def clean_warn_percents(self) -> tuple[int, ...]:
        """Return the points as whole numbers."""
        typed = split_values(self.cleaned_data["warn_percents"].replace("%", "").replace("٪", ""))
        numbers = [number_of(one) if one.lstrip("-").isdecimal() else None for one in typed]
        if None in numbers:
            raise forms.ValidationError(_("Give whole numbers, such as 50, 75."))
        return tuple(number for number in numbers if number is not None)

    def text(self) -> TargetText:
        """Return what was typed; the form must be valid."""
        data = self.cleaned_data
        return TargetText(
            name=data["name"],
            metric=data["metric"],
            seconds=data["amount"] * UNITS[data["unit"]],
            is_business_time=data["is_business_time"],
            calendar_id=data["calendar"].pk if data["calendar"] else None,
            warn_percents=data["warn_percents"],
            needs_conversation=data["needs_conversation"] and data["metric"] in TOUCHES,
            attempts=data["attempts"] if data["metric"] == Metric.ATTEMPT else None,
            pause_reasons=tuple(data["pause_reasons"]),
            pause_limit_seconds=self._pause_limit(),
            sources=tuple(one.pk for one in data["sources"]),
            personas=tuple(one.pk for one in data["personas"]),
            grades=tuple(data["grades"]),
            lead_types=split_values(data["lead_types"]),
            regions=split_values(data["regions"]),
        )

    def _pause_limit(self) -> int | None:
        amount: int | None = self.cleaned_data["pause_amount"]
        return amount and amount * UNITS[self.cleaned_data["pause_unit"] or "minutes"]

    def _offer(self, name: str, rows: Any, kept: Any) -> None:  # noqa: ANN401 - three kinds of rows
        rows = rows.filter(Q(archived_at__isnull=True) | Q(pk__in=kept)).order_by("name")
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @property
    def promise(self) -> list[forms.BoundField]:
        """Return the fields of what is promised."""
        return [self[name] for name in ("name", "metric", "amount", "unit")]

    @property
    def hours(self) -> list[forms.BoundField]:
        """Return the fields of how it is counted."""
        return [self[name] for name in ("is_business_time", "calendar", "warn_percents")]

    @property
    def pauses(self) -> list[forms.BoundField]:
        """Return the fields of what its clocks stand still for."""
        return [self[name] for name in ("pause_reasons", "pause_amount", "pause_unit")]

    @property
    def whom(self) -> list[forms.BoundField]:
        """Return the fields of whom it is for."""
        return [self[name] for name in ("lead_types", "regions", "sources", "personas", "grades")]


def first_values(text: TargetText) -> dict[str, Any]:
    """Return the form's first values for a target that says ``text``."""
    unit = _unit_of(text.seconds, text)
    limit = text.pause_limit_seconds
    pause_unit = "hours" if limit is None else _unit_of(limit, text)
    calendar = Calendar.objects.filter(pk=text.calendar_id or 0).first()
    return {
        "name": text.name,
        "metric": text.metric,
        "amount": text.seconds // UNITS[unit],
        "unit": unit,
        "is_business_time": text.is_business_time,
        "calendar": calendar.code if calendar else None,
        "warn_percents": join_values(text.warn_percents),
        "needs_conversation": text.needs_conversation,
        "attempts": text.attempts,
        "pause_reasons": list(text.pause_reasons),
        "pause_amount": limit and limit // UNITS[pause_unit],
        "pause_unit": pause_unit,
        "sources": list(text.sources),
        "personas": list(text.personas),
        "grades": list(text.grades),
        "lead_types": join_values(text.lead_types),
        "regions": join_values(text.regions),
    }


def _unit_of(seconds: int, text: TargetText) -> str:
    """Return the largest unit that ``seconds`` are whole numbers of; working days differ."""
    return next(
        name
        for name in ("days", "hours", "minutes", "seconds")
        if seconds % UNITS[name] == 0 and not (name == "days" and text.is_business_time)
    )
