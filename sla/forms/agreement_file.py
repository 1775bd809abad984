"""The form that takes an agreement's file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class AgreementFileForm(forms.Form):
    """A file in YAML or JSON."""

    file = forms.FileField(
        label=_("The agreement's file"),
        help_text=_("YAML or JSON, as it is downloaded from a version's page."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json,application/json"}),
    )

    @property
    def upload(self) -> "UploadedFile[Any]":
        """Return the uploaded file; the form must be valid."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        return upload
