"""Pausing a lead's clocks, and letting them run on: a page, or a dialog where the script runs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from kit.addresses import is_ours, page_below
from kit.refusals import NotAllowed, Refusal
from leads.fit_words import facts_in_words
from leads.models import Handoff
from leads.reading import handoff_or_404
from sla import pausable, pausing, standstill
from sla.forms.pausing import PauseForm, ResumeForm
from sla.pausable import Stop
from teams.access import person, seller_required
from teams.models import User

_PAUSE: dict[str, str | Promise] = {
    "title": _("Pause"),
    "submit": _("Pause"),
    "fields": "sla/parts/pause_fields.html",
}
_RESUME: dict[str, str | Promise] = {
    "title": _("Let it run on"),
    "submit": _("Let it run on"),
    "fields": "sla/parts/resume_fields.html",
}


@seller_required
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask why and until when, and let the lead's clocks stand still."""
    at, by, handoff = timezone.now(), person(request), handoff_or_404(code)
    found = pausable.stops(handoff, at)
    more = {"stops": found}
    if request.method == "POST":
        return _pause(request, handoff, found, at, by)
    refusal = pausable.refusal_of_pause(handoff, found, by)
    form = PauseForm(at=at, reasons=pausable.reasons(found)) if refusal is None else None
    return _page(request, handoff, _PAUSE, form, refusal, more)


@seller_required
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, code: UUID) -> HttpResponse:
    """Let the lead's clocks run on, as far from their due instant as they were."""
    at, by, handoff = timezone.now(), person(request), handoff_or_404(code)
    if request.method == "POST":
        try:
            pausing.resume(handoff=handoff, at=at, by=by)
        except Refusal as refusal:
            return _page(request, handoff, _RESUME, None, refusal, {})
        messages.success(request, _("The clocks of %(lead)s run on.") % {"lead": handoff.lead})
        return _away(request, handoff)
    refused = pausable.refusal_of_resume(handoff, by)
    lasting = standstill.lasting(handoff)
    more = {"pause": standstill.words(lasting, at) if lasting else ""}
    return _page(request, handoff, _RESUME, None if refused else ResumeForm(), refused, more)


def _pause(
    request: HttpRequest, handoff: Handoff, found: list[Stop], at: datetime, by: User
) -> HttpResponse:
    form = PauseForm(request.POST, at=at, reasons=pausable.reasons(found))
    more = {"stops": found}
    refusal = pausable.refusal_of_pause(handoff, found, by)
    if refusal is not None:
        return _page(request, handoff, _PAUSE, form, refusal, more, can_submit=False)
    if not form.is_valid():
        return _page(request, handoff, _PAUSE, form, None, more, status=422)
    try:
        made = pausing.pause(handoff=handoff, at=at, by=by, **form.cleaned_data)
    except Refusal as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, str(refused))
        return _page(request, handoff, _PAUSE, form, refused, more)
    messages.success(
        request,
        _("%(lead)s: %(words)s") % {"lead": handoff.lead, "words": standstill.words(made, at)},
    )
    return _away(request, handoff)


def _page(
    request: HttpRequest,
    handoff: Handoff,
    act: dict[str, str | Promise],
    form: forms.Form | None,
    refusal: Refusal | None,
    more: dict[str, Any],
    *,
    status: int = 200,
    can_submit: bool = True,
) -> HttpResponse:
    """Show the act as a page of its own, or as the dialog's content; see ``leads/act.html``."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    is_by_field = refusal is not None and form is not None and refusal.field in form.fields
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    context = more | {
        "act": act,
        "lead": handoff.lead,
        "handoff": handoff,
        "form": form,
        "seen": "",
        "refusal": None if is_by_field else refusal,
        "can_submit": can_submit and form is not None,
        "url": request.get_full_path(),
        "back_url": _came_from(request, handoff),
        "is_part": is_part,
        "facts": [] if is_part else facts_in_words(handoff.lead),
    }
    template = "leads/parts/act_dialog.html" if is_part else "leads/act.html"
    return render(request, template, context, status=refusal.status if refusal else status)


def _came_from(request: HttpRequest, handoff: Handoff) -> str:
    asked = request.GET.get("next", "")
    return asked if is_ours(asked) else handoff.lead.get_absolute_url()


def _away(request: HttpRequest, handoff: Handoff) -> HttpResponse:
    """Leave for where it was opened from; below a dialog that page is shown as it is now."""
    url = _came_from(request, handoff)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url)
    return HttpResponseClientRedirect(page_below(request) or url)
