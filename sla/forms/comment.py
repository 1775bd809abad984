"""What is said about a clause."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.commenting import TEXT_MAX_LENGTH


class CommentForm(forms.Form):
    """A comment."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
