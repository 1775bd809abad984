"""What managers fill in about reasons and recycling in a draft of the agreement."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kit.refusals import Refusal
from kit.row_forms import BaseRows, rows_of
from leads.models import ReasonKind
from leads.models.terms import LONGEST_NURTURE_DAYS
from leads.reasons import KEY_MAX_LENGTH, LABEL_MAX_LENGTH, MOST_OF_A_KIND, BadReason, ReasonText
from leads.terms import Recycling
from sla.models import AgreementVersion
from sla.protocol import MOST_TIMES

REASONS_PREFIX = "reasons"


class ReasonForm(forms.Form):
    """One reason of one kind of decision."""

    label_en = forms.CharField(
        label=_("In English"),
        max_length=LABEL_MAX_LENGTH,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en", "autocomplete": "off"}),
    )
    label_ar = forms.CharField(
        label=_("In Arabic"),
        max_length=LABEL_MAX_LENGTH,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar", "autocomplete": "off"}),
    )
    needs_text = forms.BooleanField(label=_("Asks for words"), required=False)
    needs_criterion = forms.BooleanField(label=_("Names the criterion"), required=False)
    needs_attempts = forms.BooleanField(label=_("After all attempts"), required=False)
    key = forms.CharField(max_length=KEY_MAX_LENGTH, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Take what a form takes; leave out what a decision of ``kind`` cannot ask for."""
        super().__init__(*args, **kwargs)
        if kind != ReasonKind.REJECT:
            del self.fields["needs_criterion"]
        if kind != ReasonKind.DISQUALIFY:
            del self.fields["needs_attempts"]


ReasonRows = rows_of(ReasonForm, most=MOST_OF_A_KIND)


def reason_rows(data: QueryDict | None, texts: Sequence[ReasonText], kind: str) -> BaseRows:
    """Return the rows for ``texts``, all of ``kind``; ``data`` None for a page not sent yet."""
    initial = [text.as_data() for text in texts]
    return ReasonRows(data, initial=initial, prefix=REASONS_PREFIX, form_kwargs={"kind": kind})


def reasons_in(rows: BaseRows, kind: str) -> list[ReasonText]:
    """Return the reasons that were typed, in their order; the rows must be valid.

    A new one gets a key of its English words; those that stood keep theirs, whatever they say now.
    """
    typed = rows.filled()
    taken = {row["key"] for row in typed if row.get("key")}
    found = []
    for row in typed:
        key = row.get("key") or _free_key(row["label_en"], taken)
        taken.add(key)
        asked = {name: bool(row.get(name)) for name in row if name.startswith("needs_")}
        found.append(ReasonText(kind, key, row["label_en"], row["label_ar"], **asked))
    return found


def show_reason_refusal(refusal: Refusal, rows: BaseRows) -> None:
    """Put a refusal of the verb beside the row that it is about, or above all rows."""
    standing = rows.filled_forms()
    if isinstance(refusal, BadReason) and refusal.row < len(standing):
        form = standing[refusal.row]
        is_shown = refusal.field in [field.name for field in form.visible_fields()]
        form.add_error(refusal.field if is_shown else None, str(refusal))
    else:
        rows.non_form_errors().append(str(refusal))


class RecyclingForm(forms.ModelForm[AgreementVersion]):
    """How long and how often a lead may go back to marketing."""

    recycle_default_days = forms.IntegerField(
        label=_("Days in nurture that are offered"),
        min_value=1,
        max_value=LONGEST_NURTURE_DAYS,
        required=False,
        help_text=_("Empty: the rep chooses a day freely."),
    )
    recycle_longest_days = forms.IntegerField(
        label=_("Days in nurture at most"), min_value=1, max_value=LONGEST_NURTURE_DAYS
    )
    recycle_times = forms.IntegerField(
        label=_("How often one lead may come back"),
        min_value=1,
        max_value=MOST_TIMES,
        required=False,
        help_text=_("Empty: as often as it takes."),
    )

    class Meta:
        model = AgreementVersion
        fields = ["recycle_default_days", "recycle_longest_days", "recycle_times"]

    def rules(self) -> Recycling:
        """Return what was typed; the form must be valid."""
        data = self.cleaned_data
        return Recycling(
            data["recycle_default_days"], data["recycle_longest_days"], data["recycle_times"]
        )

    def _post_clean(self) -> None:
        """Leave the row as it is: the verb writes it."""


def _free_key(label: str, taken: set[str]) -> str:
    base = slugify(label).replace("-", "_").strip("_")[: KEY_MAX_LENGTH - 3] or "reason"
    numbered = (f"{base}_{number}" for number in range(2, MOST_OF_A_KIND + 3))
    return next(key for key in (base, *numbered) if key not in taken)
