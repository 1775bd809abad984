"""The forms of a proposal: when it is to hold, and why it is taken back."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.plans import Plan
from sla.signing import MAX_WORDS
from sla.taking_open import IS_OFFERED

AT_ONCE, AT_AN_INSTANT = "at_once", "at_an_instant"


class PlanForm(forms.Form):
    """From which instant, until which day, and for whose leads; times are the company's."""

    when = forms.ChoiceField(
        label=_("Takes effect"),
        choices=[
            (AT_ONCE, _("As soon as both heads have signed")),
            (AT_AN_INSTANT, _("At a set time")),
        ],
        widget=forms.RadioSelect,
    )
    takes_effect_at = forms.DateTimeField(
        label=_("Set time"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_(
            "Leave it empty and it holds until the next version. After a last day, new hand-offs"
            " stand without clocks until another version is in force."
        ),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    takes_open_ones = forms.ChoiceField(
        label=_("Applies to"),
        choices=[
            ("", _("New hand-offs only")),
            ("yes", _("Open ones too: their clocks are put on the new targets")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        """Read and show the set time in ``zone``, the company's."""
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["takes_effect_at"].help_text = _(
            "In the time zone of the company: %(zone)s."
        ) % {"zone": zone}
        if not IS_OFFERED:
            del self.fields["takes_open_ones"]

    @classmethod
    def first_values(cls, plan: Plan, zone: str) -> dict[str, Any]:
        """Return what the form shows for ``plan``."""
        effect = plan.takes_effect_at
        return {
            "when": AT_AN_INSTANT if effect else AT_ONCE,
            "takes_effect_at": effect.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            if effect
            else None,
            "ends_on": plan.ends_on,
            "takes_open_ones": "yes" if plan.takes_open_ones else "",
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the time where one is to be set."""
        data = super().clean() or {}
        is_set = data.get("when") == AT_AN_INSTANT
        if is_set and not data.get("takes_effect_at") and "takes_effect_at" not in self.errors:
            self.add_error("takes_effect_at", _("Give the day and the time."))
        return data

    def plan(self) -> Plan:
        """Return what was typed; the form must be valid."""
        data = self.cleaned_data
        effect = data["takes_effect_at"] if data["when"] == AT_AN_INSTANT else None
        if effect is not None:
            effect = effect.replace(tzinfo=ZoneInfo(self.zone))
        return Plan(effect, data["ends_on"], bool(data.get("takes_open_ones")))


class WhyForm(forms.Form):
    """Why a proposal is taken back or not signed."""

    text = forms.CharField(
        label=_("Why"),
        help_text=_("Both sides read it."),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
