"""The pages of personas: what is written of them, and how their leads fare."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from dashboards import faring as found
from dashboards import periods
from dashboards.board import Ground
from dashboards.days import Days
from dashboards.forms import PeriodForm
from dashboards.panels import faring as panel
from dashboards.periods import Period
from dashboards.views.asking import checked, now, period_menu
from personas import catalogue
from personas.models import IdealCustomerProfile, Persona
from teams.access import member_required, person


@member_required
@require_GET
def personas(request: HttpRequest) -> HttpResponse:
    """Show the profiles and personas in use, how the personas' leads fared, and those archived."""
    people = list(Persona.objects.with_criteria())
    companies = list(IdealCustomerProfile.objects.with_criteria())
    current = [one for one in people if one.archived_at is None]
    ground = Ground.read(now())
    year = periods.year_to(periods.today(ground.at, ground.zone), ground.zone)
    fares = found.faring(_days(ground), year, current) if current else {}
    context = {
        "personas": [(one, panel.small(fares[one.pk])) for one in current],
        "profiles": [one for one in companies if one.archived_at is None],
        "archived_personas": [one for one in people if one.archived_at],
        "archived_profiles": [one for one in companies if one.archived_at],
        "may_edit": catalogue.may_edit(person(request)),
    }
    return render(request, "personas/personas.html", context)


@member_required
@require_GET
def persona(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show one persona; how its leads fared in a period, the last year unless one is asked for."""
    wanted = get_object_or_404(Persona.objects.with_criteria(), code=code)
    ground, period = asked_period(request)
    fares = found.faring(_days(ground), period, [wanted])[wanted.pk]
    close = found.close(wanted, period) if fares.fate.delivered else found.Close()
    context: dict[str, Any] = {
        "wanted": wanted,
        "may_edit": catalogue.may_edit(person(request)),
        "figures": panel.figures(fares, period, ground.currency),
        "has_leads": bool(fares.fate.delivered),
        "reasons": panel.reasons(close, period, wanted.pk),
        "sources": panel.sources(close),
        "examples": panel.examples(close, ground.currency),
        "newest": f"{close.looked_at:,}" if close.looked_at < fares.fate.delivered else "",
    }
    address = reverse("dashboards:persona", args=[code])
    menu = period_menu(ground, period, lambda span: f"{address}?{urlencode(span.query())}")
    return render(request, "personas/persona.html", context | menu)


def asked_period(request: HttpRequest) -> tuple[Ground, Period]:
    """Return the period that the address asks for, the last year where it asks for none."""
    ground = Ground.read(now())
    form = checked(PeriodForm(request.GET))
    if not form.cleaned_data["period"]:
        return ground, periods.year_to(periods.today(ground.at, ground.zone), ground.zone)
    return ground, form.chosen(ground.at, ground.zone, ground.first_weekday)


def _days(ground: Ground) -> Days:
    return Days.seen(ground.at, ground.zone, ground.promise_seconds)
