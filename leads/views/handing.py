"""Marketing's offer of one lead to sales, and taking it back."""

from dataclasses import asdict
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kit.refusals import Refusal
from leads import lifecycle, terms
from leads.drafting import draft
from leads.fit_words import facts_in_words
from leads.forms.acting import ConfirmForm
from leads.forms.handing import HandOffForm
from leads.models import Handoff, Lead
from leads.reading import lead_or_404
from leads.refusals import AlreadyHandedOver, NotQualified
from leads.stages import MOVES, Move
from leads.views.act_page import Act, serve
from teams.access import marketer_required, person


@marketer_required
@require_http_methods(["GET", "POST"])
def hand_off(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask for the brief, drafted from what is known of the lead, and hand the lead over."""
    at, lead = timezone.now(), lead_or_404(code)
    last = _last_handoff(lead)
    if request.method == "GET":
        _refuse_early(lead, last)
        form = HandOffForm(initial=asdict(draft(lead, last)), required_parts=_required(at))
        return _page(request, lead, form)
    form = HandOffForm(request.POST, required_parts=_required(at))
    if not form.is_valid():
        return _page(request, lead, form, status=422)
    try:
        lifecycle.hand_off(lead=lead, brief=form.brief(), at=at, by=person(request))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, lead, form, status=refusal.status)
    messages.success(request, gettext("%(lead)s was handed over to sales.") % {"lead": lead})
    return redirect(lead)


@marketer_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take an unclaimed hand-off back."""
    return serve(request, code, _WITHDRAW)


def _last_handoff(lead: Lead) -> Handoff | None:
    rows = Handoff.objects.filter(lead=lead).select_related("reason")
    return cast("Handoff | None", rows.order_by("-cycle").first())


def _required(at: datetime) -> tuple[str, ...]:
    return terms.in_force(at).required_brief_fields


def _refuse_early(lead: Lead, last: Handoff | None) -> None:
    """Raise what the verb would, before anybody writes a brief for nothing."""
    if last is not None and last.is_open:
        raise AlreadyHandedOver
    if lead.stage not in MOVES[Move.HAND_OFF].sources:
        raise NotQualified


def _page(request: HttpRequest, lead: Lead, form: HandOffForm, status: int = 200) -> HttpResponse:
    context = {
        "lead": lead,
        "form": form,
        "facts": facts_in_words(lead),
        "clause_url": terms.in_force(timezone.now()).clause_url("brief"),
    }
    return render(request, "leads/hand_off.html", context, status=status)


_WITHDRAW = Act(
    move=Move.WITHDRAW,
    title=_("Take back"),
    text=_("Nobody has claimed it yet: the lead leaves the queue and is marketing's again."),
    submit=_("Take back"),
    done=_("%(lead)s is marketing's again."),
    make=lambda _handoff, _at, data: ConfirmForm(data),
    do=lambda handoff, _form, at, by: lifecycle.withdraw(handoff=handoff, at=at, by=by),
)
