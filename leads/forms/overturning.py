"""What is asked for when a rejection is overturned."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.lifecycle.overturning import TEXT_MAX_LENGTH


class OverturnForm(forms.Form):
    """Why the rejection does not hold."""

    text = forms.CharField(
        label=_("Why the rejection does not hold"),
        max_length=TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sales reads it with the lead."),
    )
