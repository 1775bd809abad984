"""What marketing promises for a period: one form for all four measures."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sla.models import GOALS, AgreementVersion, Grain, Measure, Pledge
from sla.pledging import (
    DEFAULT_TOLERANCE,
    MAX_HOURS,
    MAX_MINUTES,
    PledgeText,
    fingerprint_of_pledges,
    texts_of,
)

# Sound beginnings where nothing is promised yet.
_FIRST_PERCENT = {Measure.PROFILE: 80, Measure.BRIEF: 90}
_NAMES = ("grain", "percent", "tolerance_percent", "attempt_minutes", "selling_hours")


class PledgesForm(forms.Form):
    """Each measure with a tick and its figures, named "volume_grain", "profile_percent", ..."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, draft: AgreementVersion) -> None:
        """Show what ``draft`` promises, or what was typed."""
        super().__init__(data)
        self.initial["seen"] = fingerprint_of_pledges(draft)
        standing = {text.measure: text for text in texts_of(draft)}
        for measure in Measure:
            self._add(measure, standing.get(measure.value))

    def _add(self, measure: Measure, text: PledgeText | None) -> None:
        percent = _FIRST_PERCENT.get(measure)
        shown = text or PledgeText(measure.value, percent=percent)
        made: dict[str, forms.Field] = {
            "grain": forms.ChoiceField(label=_label("grain"), choices=Grain.choices),
            "tolerance_percent": _whole(
                "tolerance_percent", 0, 100, help_text=_("How far behind the plan is no news yet.")
            ),
        }
        if measure not in GOALS:
            made["percent"] = _whole("percent", 1, 100)
        if measure == Measure.VOLUME:
            why = _("With the hours of the reps: more leads than that warn both sides.")
            made["attempt_minutes"] = _whole("attempt_minutes", 1, MAX_MINUTES, help_text=why)
            made["selling_hours"] = _whole("selling_hours", 1, MAX_HOURS)
        ticked = f"{measure}_is_promised"
        self.fields[ticked] = forms.BooleanField(label=_("Marketing promises this"), required=False)
        self.initial[ticked] = text is not None
        for name in _NAMES:
            if name in made:
                self.fields[f"{measure}_{name}"] = made[name]
                self.initial[f"{measure}_{name}"] = getattr(shown, name)

    def groups(self) -> list[dict[str, Any]]:
        """Return each measure with its fields, for the page."""
        return [
            {
                "label": measure.label,
                "measure": measure.value,
                "is_goal": measure in GOALS,
                "fields": [self[n] for n in self.fields if n.startswith(f"{measure}_")],
            }
            for measure in Measure
        ]

    def pledges(self) -> list[PledgeText]:
        """Return what is ticked; the form is valid."""
        found = self.cleaned_data
        return [
            PledgeText(
                measure=measure.value,
                grain=found[f"{measure}_grain"] or Grain.MONTH.value,
                percent=found.get(f"{measure}_percent"),
                tolerance_percent=_or_default(found[f"{measure}_tolerance_percent"]),
                attempt_minutes=found.get(f"{measure}_attempt_minutes"),
                selling_hours=found.get(f"{measure}_selling_hours"),
            )
            for measure in Measure
            if found[f"{measure}_is_promised"]
        ]


def _or_default(value: int | None) -> int:
    return DEFAULT_TOLERANCE if value is None else value


capfirst_lazy = lazy(capfirst, str)


def _label(name: str) -> Any:  # noqa: ANN401 - a lazy string
    return capfirst_lazy(getattr(Pledge._meta.get_field(name), "verbose_name", name))


def _whole(name: str, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_label(name), min_value=least, max_value=most, required=False, **kwargs
    )
