"""The form of a touch."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.lifecycle import NewTouch
from leads.local_times import instants_of
from leads.models import Handoff, Touch, TouchChannel, TouchOutcome
from leads.phones import western

MINUTES = "%Y-%m-%dT%H:%M"
_YEARS = range(1970, 9000)


class WallClockField(forms.DateTimeField):
    """A time as the person's clock shows it: naive, to be placed in their zone; in any digits."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401 - Django's own signature
        """Return the time without a zone; raises ``ValidationError`` for what is none."""
        typed = western(value) if isinstance(value, str) else value
        # Django would place it in the zone itself, and could not say what a skipped hour is.
        with timezone.override(UTC):
            found = super().to_python(typed)
        if found is not None and found.year not in _YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found and found.replace(tzinfo=None)


class TouchForm(forms.Form):
    """Channel, outcome, when, note."""

    channel = forms.ChoiceField(
        label=_("How"),
        choices=TouchChannel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the lead was contacted.")},
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=TouchOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    occurred_at = WallClockField(label=_("When"))
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, handoff: Handoff, at: datetime, **kwargs: Any) -> None:
        """Take what a form takes; the touch lies between the hand-off and ``at``."""
        now = timezone.localtime(at)
        kwargs.setdefault("initial", {"channel": TouchChannel.CALL, "occurred_at": _naive(now)})
        super().__init__(*args, **kwargs)
        field = self.fields["occurred_at"]
        field.help_text = _("Your time zone: %(zone)s") % {"zone": timezone.get_current_timezone()}
        field.widget.attrs |= {
            "min": timezone.localtime(handoff.handed_at).strftime(MINUTES),
            "max": now.strftime(MINUTES),
        }

    def clean(self) -> dict[str, Any]:
        """Place the time in the person's zone; ask which, where the clocks showed it twice."""
        data: dict[str, Any] = self.cleaned_data
        wall = data.get("occurred_at")
        if wall is None:
            return data
        found = instants_of(wall, timezone.get_current_timezone())
        if not found:
            self.add_error(
                "occurred_at",
                _("The clocks went forward that night: this time did not exist. Choose another."),
            )
        elif len(found) > 1:
            self._ask_which(found)
        else:
            data["instant"] = found[0]
        return data

    def new_touch(self) -> NewTouch:
        """Return what was filled in; the form must be valid."""
        data = self.cleaned_data
        return NewTouch(data["channel"], data["outcome"], data["instant"], data["note"])

    def _ask_which(self, found: list[datetime]) -> None:
        """Add the question which of two instants it was, and take its answer if there is one."""
        self.fields["which"] = forms.ChoiceField(
            label=_("Which of the two"),
            choices=[
                ("0", _("The first time, before the clocks went back")),
                ("1", _("The second time, after the clocks went back")),
            ],
            widget=forms.RadioSelect,
        )
        self.order_fields(["channel", "outcome", "occurred_at", "which", "note"])
        which = self.data.get("which", "")
        if which in {"0", "1"}:
            self.cleaned_data["instant"] = found[int(which)]
        else:
            self.add_error("which", _("The clocks went back that night: this time came twice."))


class CorrectTouchForm(TouchForm):
    """What a touch should have said, and why."""

    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=500,
        required=False,
        help_text=_("What it said before stays readable in the timeline."),
    )

    def __init__(self, *args: Any, touch: Touch, **kwargs: Any) -> None:
        """Take what a form takes; it begins with what ``touch`` says."""
        self._touch = touch
        self._wall = _naive(timezone.localtime(touch.occurred_at))
        kwargs["initial"] = {
            "channel": touch.channel,
            "outcome": touch.outcome,
            "occurred_at": self._wall,
            "note": touch.note,
        }
        super().__init__(*args, handoff=touch.handoff, at=touch.logged_at, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Keep the second of a time that was left alone: fields show minutes."""
        if self.cleaned_data.get("occurred_at") == self._wall:
            self.cleaned_data["instant"] = self._touch.occurred_at
            return self.cleaned_data
        return super().clean()


class StrikeTouchForm(forms.Form):
    """Why a touch does not count."""

    reason = forms.CharField(
        label=_("Why it is struck out"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is struck out.")},
    )


def _naive(local: datetime) -> datetime:
    return local.replace(tzinfo=None, second=0, microsecond=0)
