"""The forms of a pause: why, in whose words, until when; and of its end, which asks nothing."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.forms.touch import MINUTES, WallClockField
from leads.local_times import instants_of
from sla.pausing import TEXT_MAX_LENGTH


class PauseForm(forms.Form):
    """A reason that the agreement allows, what there is to say of it, and until when."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a reason."),
            "invalid_choice": _("Choose one of the reasons that the agreement allows."),
        },
    )
    until_at = WallClockField(
        label=_("Until"), error_messages={"required": _("Choose an end in the future.")}
    )
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("Everybody who sees the lead reads it. Needed for another reason."),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, at: datetime, reasons: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Take what a form takes; offer ``reasons``, and as an end the same time tomorrow."""
        now = timezone.localtime(at).replace(tzinfo=None, second=0, microsecond=0)
        kwargs.setdefault("initial", {"until_at": now + timedelta(days=1)})
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]
        until = self.fields["until_at"]
        until.help_text = _("Your time zone: %(zone)s") % {"zone": timezone.get_current_timezone()}
        until.widget.attrs["min"] = now.strftime(MINUTES)

    def clean_until_at(self) -> datetime:
        """Return the instant in the person's zone; of a time that comes twice the second one."""
        wall: datetime = self.cleaned_data["until_at"]
        found = instants_of(wall, timezone.get_current_timezone())
        if not found:
            raise forms.ValidationError(
                _("The clocks went forward that night: this time did not exist. Choose another.")
            )
        return found[-1]


class ResumeForm(forms.Form):
    """Nothing to fill in."""
