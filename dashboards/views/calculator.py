"""The managers' calculator: from a revenue goal to goals for the agreement."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dashboards import calculator as reckoned
from dashboards.calculator import History
from dashboards.calculator_form import USUAL_HOURS, USUAL_MINUTES, CalculatorForm, as_query
from dashboards.panels.plan import known_words, percent, plan_words, segment_words
from dashboards.reckoning import plan
from dashboards.views.asking import now
from sla import agreements, committing
from teams.access import manager_required, person
from teams.models import Company


@manager_required
@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    """Show what a revenue goal asks of both sides; what the past knows is filled in."""
    past = reckoned.history(at=now())
    currency = Company.get().currency
    is_asked = "revenue" in request.GET
    form = CalculatorForm(request.GET) if is_asked else CalculatorForm(initial=_known(past))
    given = form.assumptions() if is_asked and form.is_valid() else None
    context = {
        "form": form,
        "currency": currency,
        "known": known_words(past, currency),
        "plan": plan_words(given, plan(given), currency) if given else None,
        "fields": as_query(given) if given else {},
        "segments": segment_words(past, currency),
    }
    status = 422 if is_asked and given is None else 200
    return render(request, "dashboards/calculator.html", context, status=status)


@manager_required
@require_POST
def take_goals(request: HttpRequest) -> HttpResponse:
    """Write the goals that were reckoned into the draft, and go on there."""
    form = CalculatorForm(request.POST)
    if not form.is_valid():
        fields = {name: request.POST.get(name, "") for name in form.fields}
        return redirect(f"{reverse('dashboards:calculator')}?{urlencode(fields)}")
    given = form.assumptions()
    reckoned.take(plan=plan(given), given=given, at=now(), by=person(request))
    messages.success(request, _("The goals stand in the draft."))
    return redirect("sla:edit_agreement")


def _known(past: History) -> dict[str, Any]:
    """Return what the company's past and its agreement say; the goal itself is its own to set."""
    version = agreements.in_force()
    whole = past.past
    known = {
        "average_deal": whole.average_deal,
        "close_percent": percent(whole.conversion),
        "attempts": version.attempts_promised if version else None,
        "minutes": USUAL_MINUTES,
        "reps": committing.reps() or None,
        "hours": USUAL_HOURS,
    }
    return {name: _plain(value) for name, value in known.items() if value}


def _plain(value: Decimal | int) -> Decimal | int:
    """Return 196475 for 196475.00."""
    return int(value) if value == int(value) else value
