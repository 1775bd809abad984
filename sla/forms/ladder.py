"""The form of a step of the ladder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.forms.agreement import UNITS
from sla.ladder_drafting import StepText
from sla.models import LadderChannel, LadderRole, LadderStep
from teams.models import User

PERCENT = "percent"
UNIT_CHOICES = [
    (PERCENT, _("percent of the time")),
    ("minutes", _("minutes after the breach")),
    ("hours", _("hours after the breach")),
    ("days", _("days after the breach")),
]
MAX_AMOUNT = 200_000


class StepForm(forms.Form):
    """When, whom, how."""

    amount = forms.IntegerField(
        label=_("When"),
        min_value=1,
        max_value=MAX_AMOUNT,
        help_text=_("75 percent warns, 100 percent is the breach."),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=UNIT_CHOICES)
    roles = forms.MultipleChoiceField(
        label=_("Tells"),
        choices=LadderRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    people: forms.ModelMultipleChoiceField[User] = forms.ModelMultipleChoiceField(
        label=_("And by name"),
        queryset=User.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    channels = forms.MultipleChoiceField(
        label=_("How"),
        choices=LadderChannel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The chat channel is set up by whoever runs this installation."),
    )
    keeps_hours = forms.BooleanField(
        label=_("Quiet outside working hours"),
        required=False,
        help_text=LadderStep._meta.get_field("keeps_hours").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer everybody who works here."""
        super().__init__(*args, **kwargs)
        here = User.objects.filter(is_active=True, memberships__isnull=False).distinct()
        self.fields["people"].queryset = here.order_by("name")  # type: ignore[attr-defined]

    def text(self) -> StepText:
        """Return what was typed; the form must be valid."""
        said = self.cleaned_data
        is_share = said["unit"] == PERCENT
        return StepText(
            percent=said["amount"] if is_share else None,
            after_seconds=None if is_share else said["amount"] * UNITS[said["unit"]],
            roles=tuple(said["roles"]),
            people=tuple(sorted(user.pk for user in said["people"])),
            channels=tuple(said["channels"]),
            keeps_hours=said["keeps_hours"],
        )


def first_values(text: StepText) -> dict[str, Any]:
    """Return what the form shows of ``text`` at first."""
    amount, unit = text.percent, PERCENT
    if text.after_seconds is not None:
        fits = [
            name for name in ("days", "hours", "minutes") if not text.after_seconds % UNITS[name]
        ]
        unit = fits[0] if fits else "minutes"
        amount = max(1, round(text.after_seconds / UNITS[unit]))
    return {
        "amount": amount,
        "unit": unit,
        "roles": list(text.roles),
        "people": User.objects.filter(pk__in=text.people),
        "channels": list(text.channels),
        "keeps_hours": text.keeps_hours,
    }
