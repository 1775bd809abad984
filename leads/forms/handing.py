"""The forms of marketing's acts: qualify one lead, hand it over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.brief import PART_MAX_LENGTH, PARTS, BriefText
from leads.models import Brief
from leads.refusals import BriefIncomplete

_LABELS = {part: getattr(Brief._meta.get_field(part), "verbose_name", part) for part in PARTS}
_HINTS = {
    "who": _("The person, their role, their company."),
    "did": _("What brought them here, and what they looked at or asked for."),
    "wants": _("The problem they want solved."),
    "why_now": _("What makes today the day to call. The queue shows this line."),
}


class QualifyForm(forms.Form):
    """Qualify: the reason to go against the definition, where it is not met."""

    override_reason = forms.CharField(
        label=_("Reason to go against the definition"),
        help_text=_("Sales sees it: the lead is marked as qualified against the definition."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HandOffForm(forms.Form):
    """The brief in its four parts; those that the agreement requires are marked."""

    who = forms.CharField(max_length=PART_MAX_LENGTH)
    did = forms.CharField(max_length=PART_MAX_LENGTH)
    wants = forms.CharField(max_length=PART_MAX_LENGTH)
    why_now = forms.CharField(max_length=PART_MAX_LENGTH)

    def __init__(self, *args: Any, required_parts: tuple[str, ...], **kwargs: Any) -> None:
        """Take what a form takes; ``required_parts`` are those that the agreement asks for."""
        super().__init__(*args, **kwargs)
        for part in PARTS:
            field = self.fields[part]
            field.label = _LABELS[part]
            field.help_text = _HINTS[part]
            field.required = part in required_parts
            field.widget = forms.Textarea(attrs={"rows": 2, "maxlength": PART_MAX_LENGTH})
            field.error_messages["required"] = BriefIncomplete.default_message

    def brief(self) -> BriefText:
        """Return the brief; the form must be valid."""
        return BriefText(**{part: self.cleaned_data[part] for part in PARTS})
