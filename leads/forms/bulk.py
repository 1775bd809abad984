"""The forms of bulk acts."""

import uuid
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.brief import PARTS, BriefText
from leads.bulk import BulkOptions
from leads.models import Brief
from leads.refusals import BriefIncomplete


class QualifyManyForm(forms.Form):
    """Qualify: the reason to do so where the definition is not met."""

    override_reason = forms.CharField(
        label=_("Reason where the definition is not met"),
        help_text=_("Without a reason, leads that do not meet the definition are left out."),
        max_length=500,
        required=False,
    )
    code = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def options(self) -> BulkOptions:
        """Return what was filled in; the form must be valid."""
        return BulkOptions(override_reason=self.cleaned_data["override_reason"])


class HandOffManyForm(forms.Form):
    """Hand over: one brief for all, with merge fields."""

    code = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, required_parts: tuple[str, ...] = (), **kwargs: Any) -> None:
        """Take what a form takes; ``required_parts`` are those that the agreement asks for."""
        super().__init__(*args, **{"initial": _drafted(), **kwargs})
        self.fields.update(fields_for_model(Brief, fields=PARTS))
        for part in PARTS:
            field = self.fields[part]
            field.required = part in required_parts
            field.error_messages["required"] = BriefIncomplete.default_message
            field.widget.attrs["rows"] = 2

    def options(self) -> BulkOptions:
        """Return what was filled in; the form must be valid."""
        return BulkOptions(brief=self.brief())

    def brief(self) -> BriefText:
        """Return the brief as far as it is typed; before that, as it is proposed."""
        if not self.is_bound:
            return BriefText(**{part: self.initial.get(part, "") for part in PARTS})
        return BriefText(**{part: self.cleaned_data.get(part, "") for part in PARTS})


def _drafted() -> dict[str, str]:
    """Return what is proposed for any lead: who it is, and what it came by."""
    return {
        "who": gettext("{name}, {job_title}, {company}"),
        "did": gettext("Came to us through {source}"),
    }
