"""Qualifying one lead for marketing."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.refusals import Refusal
from leads import intake, qualifying
from leads.fit_words import check_lines, facts_in_words, fits_of
from leads.forms.handing import QualifyForm
from leads.models import DefinitionKind, Lead
from leads.qualifying import Check
from leads.reading import lead_or_404
from leads.refusals import IllegalMove, StaleLead
from leads.stages import MOVES, Move
from leads.terms import in_force
from teams.access import marketer_required, person


@marketer_required
@require_http_methods(["GET", "POST"])
def qualify(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show which criteria of the definition in force a lead meets, and qualify it (MQL)."""
    at, lead = timezone.now(), lead_or_404(code)
    if lead.stage not in MOVES[Move.QUALIFY_MQL].sources:
        raise IllegalMove(_("This lead is qualified already, or with sales."))
    found = _check(lead, at)
    if request.method == "GET":
        return _page(request, lead, found, QualifyForm())
    form = QualifyForm(request.POST)
    if not form.is_valid():
        return _page(request, lead, found, form, status=422)
    try:
        if request.POST.get("seen", "") not in {"", _seen(lead, found)}:
            raise StaleLead(_("The lead or the definition has changed meanwhile. Look again."))
        reason = form.cleaned_data["override_reason"]
        qualifying.qualify_mql(lead=lead, override_reason=reason, at=at, by=person(request))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, lead, found, form, status=refusal.status)
    messages.success(request, _("%(lead)s is qualified (MQL).") % {"lead": lead})
    if "then_hand_off" in request.POST:
        return redirect("leads:hand_off", lead.code)
    return redirect(lead)


def _check(lead: Lead, at: datetime) -> Check:
    return qualifying.check(lead=lead, kind=DefinitionKind.MQL, at=at)


def _seen(lead: Lead, found: Check) -> str:
    """Return what the page was made from: the lead as it stood, and the definition's version."""
    version = found.definition.pk if found.definition else 0
    return f"{intake.fingerprint(lead)}.{version}"


def _page(
    request: HttpRequest, lead: Lead, found: Check, form: QualifyForm, status: int = 200
) -> HttpResponse:
    context = {
        "lead": lead,
        "check": found,
        "lines": check_lines(found),
        "fits": fits_of(lead),
        "facts": facts_in_words(lead),
        "form": form,
        "seen": _seen(lead, found),
        "clause_url": in_force(timezone.now()).clause_url(DefinitionKind.MQL),
    }
    return render(request, "leads/qualify.html", context, status=status)
