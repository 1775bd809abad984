"""How one act on a hand-off is served: a page of its own, or a dialog where the script runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django_htmx.http import HttpResponseClientRedirect

from kit.addresses import is_ours, page_below
from kit.refusals import NotAllowed, Refusal
from leads import possible
from leads.fit_words import facts_in_words
from leads.models import Handoff
from leads.reading import handoff_or_404
from leads.stages import Move
from leads.terms import in_force
from leads.views.leads import is_part
from teams.access import person
from teams.models import User

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act: its words, how its form is made, the verb it calls.

    ``clause``: the key of the agreement's clause that it goes by, "" for none.
    ``make`` takes the hand-off, the instant and what was sent (None at first); ``do`` the hand-off,
    the valid form, the instant and the person. ``done`` may hold ``%(lead)s``. ``more`` adds to
    the context of the template ``fields``.
    """

    move: Move
    title: Words
    submit: Words
    done: Words
    do: Callable[[Handoff, Any, datetime, User], object]
    make: Callable[[Handoff, datetime, QueryDict | None], forms.Form]
    text: Words = ""
    fields: str = "leads/parts/act_fields.html"
    is_dangerous: bool = False
    clause: str = ""
    more: Callable[[Handoff, Any, datetime], dict[str, Any]] | None = None


def serve(request: HttpRequest, code: UUID, act: Act) -> HttpResponse:
    """Show the form of ``act`` for the hand-off ``code``, or carry it out and go to the lead.

    A hand-off that somebody else acted on meanwhile answers 409 with who did what; what was typed
    is shown again.
    """
    at, by = timezone.now(), person(request)
    handoff = handoff_or_404(code)
    if request.method == "POST":
        return _carry_out(request, act, handoff, at, by)
    refusal = possible.refusal_of(act.move, handoff, by)
    if isinstance(refusal, NotAllowed):
        raise refusal
    form = act.make(handoff, at, None) if refusal is None else None
    return _page(request, act, handoff, form, refusal)


def _carry_out(
    request: HttpRequest, act: Act, handoff: Handoff, at: datetime, by: User
) -> HttpResponse:
    form = act.make(handoff, at, request.POST)
    try:
        possible.refuse_if_changed(handoff, request.POST.get("seen", ""), by)
        if not form.is_valid():
            return _page(request, act, handoff, form, None, status=422)
        act.do(handoff, form, at, by)
    except Refusal as refusal:
        if refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
        return _page(request, act, handoff_or_404(handoff.code), form, refusal)
    messages.success(request, str(act.done) % {"lead": handoff.lead})
    return away(request, came_from(request, handoff))


def came_from(request: HttpRequest, handoff: Handoff) -> str:
    """Return the page that the address says to go back to ("next"), else the lead's."""
    asked = request.GET.get("next", "")
    return asked if is_ours(asked) else handoff.lead.get_absolute_url()


def away(request: HttpRequest, url: str) -> HttpResponse:
    """Leave for ``url``; a dialog goes, and the page below it is shown as it is now."""
    if not is_part(request):
        return redirect(url)
    return HttpResponseClientRedirect(page_below(request) or url)


def _page(
    request: HttpRequest,
    act: Act,
    handoff: Handoff,
    form: forms.Form | None,
    refusal: Refusal | None,
    status: int = 200,
) -> HttpResponse:
    """Show the act; without a form only why it cannot be done."""
    is_by_field = refusal is not None and form is not None and refusal.field in form.fields
    context = {
        "act": act,
        "lead": handoff.lead,
        "handoff": handoff,
        "form": form,
        "seen": possible.mark(handoff),
        "refusal": None if is_by_field else refusal,
        "can_submit": possible.refusal_of(act.move, handoff, person(request)) is None,
        "url": request.get_full_path(),
        "back_url": came_from(request, handoff),
        "is_part": is_part(request),
        "clause_url": in_force(handoff.handed_at).clause_url(act.clause) if act.clause else "",
    }
    if act.more is not None and form is not None:
        context |= act.more(handoff, form, timezone.now())
    template = "leads/parts/act_dialog.html"
    if not is_part(request):
        template = "leads/act.html"
        context["facts"] = facts_in_words(handoff.lead)
    status = refusal.status if refusal is not None else status
    return render(request, template, context, status=status)
