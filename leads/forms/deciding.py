"""The forms of decisions that ask for a reason: reject, disqualify, recycle, lose."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads import terms
from leads.lifecycle import Decision
from leads.lifecycle.closing import TEXT_MAX_LENGTH
from leads.models import DefinitionKind, Handoff, ReasonKind, ReturnReason, Touch


class ReasonSelect(forms.RadioSelect):
    """Reasons to choose from; each says what else it asks for, so that the page can show it."""

    needs: Mapping[str, str] = {}
    closed: frozenset[str] = frozenset()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one option, with what it needs and whether it can be chosen yet."""
        option = super().create_option(*args, **kwargs)
        key = str(option["value"])
        if self.needs.get(key):
            option["attrs"]["data-needs"] = self.needs[key]
        if key in self.closed:
            option["attrs"]["disabled"] = True
        return option


class DecisionForm(forms.Form):
    """A reason, with a text or the criterion that is not met where the reason asks for it."""

    kind: ReasonKind

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=ReasonSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    criterion_id = forms.TypedChoiceField(
        label=_("Criterion that is not met"), coerce=int, empty_value=None, required=False
    )
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("Marketing reads it. Needed where the reason alone says too little."),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, handoff: Handoff, **kwargs: Any) -> None:
        """Take what a form takes; offer what was agreed when ``handoff`` was made."""
        super().__init__(*args, **kwargs)
        self.agreed = terms.in_force(handoff.handed_at)
        reasons = self.agreed.reasons(self.kind)
        self._offer(reasons, _outstanding(reasons, handoff, self.agreed))
        if not self._offer_criteria(reasons):
            del self.fields["criterion_id"]

    def decision(self) -> Decision:
        """Return what was decided; the form must be valid."""
        data = self.cleaned_data
        return Decision(
            reason=data["reason"],
            text=data["text"],
            criterion_id=data.get("criterion_id"),
            until_date=data.get("until_date"),
        )

    def _offer(self, reasons: Iterable[ReturnReason], outstanding: str) -> None:
        """Offer ``reasons``; those that wait for attempts say how many are ``outstanding``."""
        waits = {one.key for one in reasons if one.needs_attempts and outstanding}
        field = self.fields["reason"]
        field.choices = [  # type: ignore[attr-defined]
            (one.key, f"{one} ({outstanding})" if one.key in waits else str(one)) for one in reasons
        ]
        field.widget.needs = {one.key: _need(one) for one in reasons}
        field.widget.closed = frozenset(waits)

    def _offer_criteria(self, reasons: Iterable[ReturnReason]) -> bool:
        """Offer the criteria of the MQL definition; return whether there are any to name."""
        if not any(one.needs_criterion for one in reasons):
            return False
        definition = self.agreed.definition(DefinitionKind.MQL)
        criteria = list(definition.criteria.all()) if definition else []
        self.fields["criterion_id"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose…")),
            *((one.pk, str(one)) for one in criteria),
        ]
        return bool(criteria)


class RejectForm(DecisionForm):
    """Reject: for what the papers show."""

    kind = ReasonKind.REJECT


class DisqualifyForm(DecisionForm):
    """Disqualify: for what a contact showed."""

    kind = ReasonKind.DISQUALIFY


class LoseForm(DecisionForm):
    """Lost: why the deal came to nothing."""

    kind = ReasonKind.LOSE


class RecycleForm(DecisionForm):
    """Return to marketing, until a day."""

    kind = ReasonKind.RECYCLE

    until_date = forms.DateField(
        label=_("In nurture until"),
        help_text=_("On that day the lead stands on marketing's feedback page again."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day in the future.")},
    )
    field_order = ("reason", "until_date", "text")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        """Take what a decision takes; the day lies after ``at``, within what was agreed."""
        super().__init__(*args, **kwargs)
        today, agreed = timezone.localdate(at), self.agreed.recycling
        field = self.fields["until_date"]
        field.widget.attrs["min"] = (today + timedelta(days=1)).isoformat()
        field.widget.attrs["max"] = (today + timedelta(days=agreed.longest_days)).isoformat()
        if agreed.default_days is not None:
            field.initial = today + timedelta(days=agreed.default_days)


def _need(reason: ReturnReason) -> str:
    asks = {"criterion": reason.needs_criterion, "text": reason.needs_text}
    return " ".join(name for name, is_asked in asks.items() if is_asked)


def _outstanding(reasons: Iterable[ReturnReason], handoff: Handoff, agreed: terms.TermsText) -> str:
    """Return "2 of 5 attempts" while fewer were made than promised, else ""."""
    if not any(one.needs_attempts for one in reasons):
        return ""
    promised = agreed.attempts_for(handoff)
    made = Touch.objects.filter(handoff=handoff).count()
    if made >= promised:
        return ""
    return gettext("%(made)s of %(promised)s promised attempts") % {
        "made": made,
        "promised": promised,
    }
