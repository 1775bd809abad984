"""The filters above marketing's list of hand-offs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Outcome, Source
from leads.statuses import STATUSES
from sla.handoff_list import HandoffFilters
from teams.models import User

MINE = "mine"


class HandoffFilterForm(forms.Form):
    """Whose, from where, how it ended; every field may be empty. The status is a tab's."""

    status = forms.ChoiceField(
        required=False, choices=[("", ""), *((one, one) for one in STATUSES)]
    )
    whose = forms.ChoiceField(
        label=_("Handed over by"), required=False, choices=[("", _("Anyone")), (MINE, _("Me"))]
    )
    source = forms.ModelChoiceField(
        label=_("Source"), queryset=Source.objects.all(), required=False, empty_label=_("Any")
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("Any")), *Outcome.choices]
    )

    def filters(self, by: User) -> HandoffFilters:
        """Return the filters as ``by`` set them; the form must be valid."""
        data: dict[str, Any] = self.cleaned_data
        return HandoffFilters(
            status=data["status"],
            handed_by_id=by.pk if data["whose"] == MINE else None,
            source_id=data["source"].pk if data["source"] else None,
            outcome=data["outcome"],
        )
