"""The forms of excuses: asking, for one breach or for many, answering, and filtering the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.excuse_list import TABS, TO_DECIDE, Wanted
from sla.excusing import TEXT_MAX_LENGTH
from sla.models import ExcuseKind, ExcuseState, Metric
from teams.models import Side, User

_TOO_LONG = _("At most 500 characters.")


def _text(label: Any, help_text: Any, *, required: bool) -> forms.CharField:  # noqa: ANN401 - lazy words
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why: the other side reads it."),
            "max_length": _TOO_LONG,
        },
    )


class AskForm(forms.Form):
    """What is asked about a breach, and why."""

    kind = forms.ChoiceField(
        label=_("What it is about"),
        choices=[
            (ExcuseKind.EXCUSE.value, _("Excuse: the promise was broken, for a good reason")),
            (ExcuseKind.DISPUTE.value, _("Dispute: the record of it is wrong")),
        ],
        initial=ExcuseKind.EXCUSE.value,
        widget=forms.RadioSelect,
    )
    reason = _text(_("Reason"), _("The other side decides by it."), required=True)


class AskManyForm(AskForm):
    """The same about every breach that fell due in a span of time."""

    side = forms.ChoiceField(label=_("Broken by"), choices=Side.choices)
    since = forms.DateTimeField(
        label=_("Due from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    until = forms.DateTimeField(
        label=_("Due before"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    # How many breaches the person was told of before they sent it.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("side", "since", "until", "kind", "reason")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """Take what a form takes; offer the sides that ``by`` manages."""
        super().__init__(*args, **kwargs)
        choices = [(side, label) for side, label in Side.choices if by.manages(side)]
        side: Any = self.fields["side"]
        side.choices = choices
        side.initial = choices[0][0] if choices else None
        if len(choices) == 1:
            side.widget = forms.HiddenInput()


class AnswerForm(forms.Form):
    """The word that goes with an answer; a refusal needs one, which the verb sees to."""

    word = _text(_("Your answer"), _("A refusal needs one."), required=False)


class RevokeForm(forms.Form):
    """Why a granted excuse is taken back."""

    word = _text(_("Why it is taken back"), "", required=True)


class ExcuseFilterForm(forms.Form):
    """Which requests; every field may be empty. The tab is chosen above the list."""

    tab = forms.ChoiceField(required=False, choices=[("", ""), *((tab, tab) for tab in TABS)])
    kind = forms.ChoiceField(
        label=_("What it is about"),
        required=False,
        choices=[("", _("Any")), *ExcuseKind.choices],
    )
    promise = forms.ChoiceField(
        label=_("Promise"), required=False, choices=[("", _("Any")), *Metric.choices]
    )
    state = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[
            ("", _("Any")),
            *((value, label) for value, label in ExcuseState.choices if value != "asked"),
        ],
    )

    def wanted(self) -> Wanted:
        """Return what a valid form asks for."""
        data: dict[str, Any] = self.cleaned_data
        return Wanted(data["tab"] or TO_DECIDE, data["kind"], data["promise"], data["state"])
