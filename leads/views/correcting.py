"""Putting right what was logged: a page of its own, or a dialog where the script runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kit.refusals import NotAllowed, Refusal
from leads import lifecycle
from leads.fit_words import facts_in_words
from leads.forms.touch import CorrectTouchForm, StrikeTouchForm
from leads.models import Touch
from leads.reading import touch_or_404
from leads.views.act_page import Words, away, came_from
from leads.views.leads import is_part
from teams.access import person, seller_required
from teams.models import User


@dataclass(frozen=True, kw_only=True)
class _Act:
    """One way to put a touch right: its words, its form, the verb it calls."""

    title: Words
    text: Words
    submit: Words
    done: Words
    make: Callable[[Touch, QueryDict | None], forms.Form]
    do: Callable[[Touch, Any, datetime, User], Touch]
    fields: str = "leads/parts/act_fields.html"
    is_dangerous: bool = False


@seller_required
@require_http_methods(["GET", "POST"])
def correct_touch(request: HttpRequest, code: UUID) -> HttpResponse:
    """Let a touch say what it should have said."""
    return _serve(request, code, _CORRECT)


@seller_required
@require_http_methods(["GET", "POST"])
def strike_touch(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a touch out of what counts."""
    return _serve(request, code, _STRIKE)


def _serve(request: HttpRequest, code: UUID, act: _Act) -> HttpResponse:
    at, by, touch = timezone.now(), person(request), touch_or_404(code)
    refusal: Refusal | None = lifecycle.refusal_to_correct(touch=touch, at=at, by=by)
    if request.method == "GET":
        if isinstance(refusal, NotAllowed):
            raise refusal
        form = act.make(touch, None) if refusal is None else None
        return _page(request, act, touch, form, refusal)
    form = act.make(touch, request.POST)
    if refusal is None and not form.is_valid():
        return _page(request, act, touch, form, None)
    try:
        if refusal is not None:
            raise refusal
        act.do(touch, form, at, by)
    except Refusal as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, str(refused))
        return _page(request, act, touch_or_404(code), form, refused)
    messages.success(request, str(act.done))
    return away(request, came_from(request, touch.handoff))


def _page(
    request: HttpRequest,
    act: _Act,
    touch: Touch,
    form: forms.Form | None,
    refusal: Refusal | None,
) -> HttpResponse:
    """Show the act; without a form only why it cannot be done."""
    is_by_field = refusal is not None and form is not None and refusal.field in form.fields
    context = {
        "act": act,
        "lead": touch.handoff.lead,
        "handoff": touch.handoff,
        "form": form,
        "refusal": None if is_by_field else refusal,
        "can_submit": refusal is None or is_by_field,
        "url": request.get_full_path(),
        "back_url": came_from(request, touch.handoff),
        "is_part": is_part(request),
        "facts": [] if is_part(request) else facts_in_words(touch.handoff.lead),
    }
    template = "leads/parts/act_dialog.html" if is_part(request) else "leads/act.html"
    status = 422 if form is not None and form.errors else 200
    return render(request, template, context, status=refusal.status if refusal else status)


_CORRECT = _Act(
    title=_("Correct the touch"),
    text=_(
        "Say what it should have said. The promises are judged anew by it; what it said before "
        "stays in the timeline."
    ),
    submit=_("Correct"),
    done=_("The touch is corrected."),
    make=lambda touch, data: CorrectTouchForm(data, touch=touch),
    do=lambda touch, form, at, by: lifecycle.correct_touch(
        touch=touch, text=form.new_touch(), reason=form.cleaned_data["reason"], at=at, by=by
    ),
    fields="leads/parts/correct_touch_fields.html",
)
_STRIKE = _Act(
    title=_("Strike the touch out"),
    text=_(
        "It stays readable and no longer counts. A promise that only this touch kept runs again "
        "from its start."
    ),
    submit=_("Strike out"),
    done=_("The touch is struck out."),
    make=lambda _touch, data: StrikeTouchForm(data),
    do=lambda touch, form, at, by: lifecycle.strike_touch(
        touch=touch, reason=form.cleaned_data["reason"], at=at, by=by
    ),
    is_dangerous=True,
)
