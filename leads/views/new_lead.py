"""Logging and correcting one lead."""

from datetime import datetime
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.refusals import BadInput
from leads import intake, qualifying, terms
from leads.fit_words import check_lines
from leads.forms.lead import LeadForm, initial_of, known_names
from leads.models import DefinitionKind, Lead
from leads.refusals import AlreadyHandedOver, StaleLead
from teams.access import marketer_required, person


@marketer_required
@require_http_methods(["GET", "POST"])
def new_lead(request: HttpRequest) -> HttpResponse:
    """Log a lead; likely duplicates are shown while typing and before saving."""
    url = reverse("leads:new_lead")
    if request.method == "GET":
        kept = {name: request.GET.get(name, "") for name in ("source", "campaign")}
        return _page(request, "leads/new_lead.html", LeadForm(initial=kept, check_url=url))
    if "check" in request.POST:
        return _duplicates(request)
    form = LeadForm(request.POST, check_url=url)
    if not form.is_valid():
        return _page(request, "leads/new_lead.html", form, status=422)
    try:
        lead = intake.capture(
            new=form.new_lead(),
            at=timezone.now(),
            by=person(request),
            add_anyway="add_anyway" in request.POST,
        )
    except (BadInput, intake.LikelyDuplicate) as refusal:
        return _refused(request, "leads/new_lead.html", form, refusal)
    messages.success(request, _("%(lead)s was added.") % {"lead": lead})
    if "another" in request.POST:
        kept = {name: form.cleaned_data[name] for name in ("source", "campaign")}
        return redirect(f"{url}?{urlencode(kept)}")
    return redirect(lead)


@marketer_required
@require_http_methods(["GET", "POST"])
def edit_lead(request: HttpRequest, code: UUID) -> HttpResponse:
    """Correct what is known of a lead, while marketing holds it."""
    lead = _lead(code)
    url = reverse("leads:edit_lead", args=[code])
    if not intake.may_amend(lead, person(request)):
        raise AlreadyHandedOver
    if request.method == "GET":
        form = LeadForm(initial=initial_of(lead), check_url=url)
        return _page(request, "leads/edit_lead.html", form, lead=lead)
    if "check" in request.POST:
        return _duplicates(request, besides=lead)
    form = LeadForm(request.POST, initial=initial_of(lead), check_url=url)
    if not form.is_valid():
        return _page(request, "leads/edit_lead.html", form, lead=lead, status=422)
    try:
        saved = intake.amend(
            lead=lead,
            new=form.new_lead(),
            by=person(request),
            seen=request.POST.get("seen", ""),
            add_anyway="add_anyway" in request.POST,
        )
    except (BadInput, StaleLead, intake.LikelyDuplicate) as refusal:
        return _refused(request, "leads/edit_lead.html", form, refusal, lead=lead)
    messages.success(request, _("%(lead)s was saved.") % {"lead": saved})
    return redirect(saved)


def _lead(code: UUID) -> Lead:
    rows = Lead.objects.select_related("source", "campaign", "persona")
    return cast("Lead", get_object_or_404(rows, code=code))


def _page(
    request: HttpRequest,
    template: str,
    form: LeadForm,
    *,
    lead: Lead | None = None,
    duplicates: intake.LikelyDuplicate | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = request.POST.get("seen") or (intake.fingerprint(lead) if lead else "")
    context = {
        "form": form,
        "lead": lead,
        "seen": seen,
        "known": known_names(),
        "duplicates": duplicates.duplicates if duplicates else [],
        "can_add_anyway": duplicates is not None and duplicates.can_add_anyway,
    } | _measure(lead, timezone.now())
    return render(request, template, context, status=status)


def _measure(lead: Lead | None, at: datetime) -> dict[str, object]:
    """Return the definition of a qualified lead, and how ``lead`` stands to it as it was saved."""
    if lead is None:
        return {"definition": terms.in_force(at).definition(DefinitionKind.MQL)}
    found = qualifying.check(lead=lead, kind=DefinitionKind.MQL, at=at)
    return {"definition": found.definition, "lines": check_lines(found)}


def _refused(
    request: HttpRequest,
    template: str,
    form: LeadForm,
    refusal: BadInput | StaleLead | intake.LikelyDuplicate,
    lead: Lead | None = None,
) -> HttpResponse:
    """Show the form again with what stood in the way."""
    if isinstance(refusal, intake.LikelyDuplicate):
        return _page(request, template, form, lead=lead, duplicates=refusal, status=refusal.status)
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, template, form, lead=lead, status=refusal.status)


def _duplicates(request: HttpRequest, besides: Lead | None = None) -> HttpResponse:
    """Answer a check while typing: the fragment with the leads that are there already."""
    typed = {name: request.POST.get(name, "")[:254] for name in ("email", "phone", "external_id")}
    found = intake.find_duplicates(**typed, besides=besides)
    return render(request, "leads/parts/duplicates.html", {"duplicates": found})
