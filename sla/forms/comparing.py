"""Which two versions are compared."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sla.models import AgreementVersion


class CompareForm(forms.Form):
    """Two versions, the older first as a rule."""

    before = forms.ModelChoiceField(
        label=_("What changed since"),
        queryset=AgreementVersion.objects.none(),
        to_field_name="code",
        empty_label=None,
    )
    after = forms.ModelChoiceField(
        label=_("in"),
        queryset=AgreementVersion.objects.none(),
        to_field_name="code",
        empty_label=None,
    )

    def __init__(self, *args: Any, versions: QuerySet[AgreementVersion], **kwargs: Any) -> None:
        """Offer ``versions``."""
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].queryset = versions  # type: ignore[attr-defined]
