"""The style guide: every component in each of its states, with invented people."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from alignment import samples


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components to developers (DEBUG), staff and administrators; 404 to anybody else."""
    user = request.user
    is_admitted = getattr(user, "is_staff", False) or getattr(user, "is_administrator", False)
    if not (settings.DEBUG or is_admitted):
        raise Http404
    now = int(timezone.now().timestamp())
    return render(request, "styleguide/styleguide.html", _context(now))


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail", help_text="One of e-mail, phone or external id.")
    phone = forms.CharField(label="Phone", required=False, widget=forms.TextInput({"type": "tel"}))
    source = forms.ChoiceField(label="Source", choices=[("web", "Webinar"), ("ref", "Referral")])
    due_date = forms.DateField(
        label="Return on", required=False, widget=forms.DateInput({"type": "date"})
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea({"rows": 3}))
    is_private = forms.BooleanField(
        label="Do not contact", required=False, help_text="Shown before the phone number."
    )
    channel = forms.ChoiceField(
        label="Channel",
        choices=[("call", "Call"), ("email", "E-mail"), ("meeting", "Meeting")],
        widget=forms.RadioSelect,
    )
    regions = forms.MultipleChoiceField(
        label="Regions",
        required=False,
        choices=[("gulf", "Gulf"), ("levant", "Levant")],
        widget=forms.CheckboxSelectMultiple,
    )


class SampleUpload(forms.Form):
    """A file to drop."""

    file = forms.FileField(label="CSV file", help_text="Up to 100 MB, UTF-8 or Windows-1256.")


def _context(now: int) -> dict[str, Any]:
    """Return everything the guide shows, as of the epoch second ``now``."""
    return {
        "sections": samples.SECTIONS,
        "sides": samples.SIDES,
        "states": samples.STATES,
        "clocks": [samples.clock(state, now) for state in samples.STATES],
        "rows": samples.rows(now),
        "detail": samples.detail(now),
        "events": samples.EVENTS,
        "reasons": samples.REASONS,
        "facts": samples.FACTS,
        "stats": samples.STATS,
        "views": samples.VIEWS,
        "steps": samples.STEPS,
        "form": SampleForm(prefix="a"),
        "wrong_form": SampleForm({"b-email": "nobody"}, prefix="b"),
        "alone": SampleForm(prefix="d"),
        "upload": SampleUpload(prefix="c"),
        "colours": samples.COLOURS,
    }
