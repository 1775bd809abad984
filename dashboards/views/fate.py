"""What became of the leads: the page and its file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from rest_framework.request import Request

from dashboards import fate as found
from dashboards.board import Ground
from dashboards.days import Days
from dashboards.fate import By, Column, Fates
from dashboards.forms import FateForm
from dashboards.links import fate_url
from dashboards.panels import fate as panel
from dashboards.panels.parts import Tab
from dashboards.panels.tables import written
from dashboards.views.asking import checked, now, period_menu
from kit.exporting import csv_answer
from leads import costs
from teams.access import allowed, person
from teams.models import User


def may_read(user: User) -> bool:
    """Return whether ``user`` may see what became of the leads: marketing, and managers."""
    return user.is_marketer or user.is_manager


@dataclass(frozen=True)
class AskedFate:
    """What the address asks for: the figures as the person may see them, and their order."""

    ground: Ground
    fates: Fates
    column: Column | None
    descends: bool

    @property
    def ordered(self) -> list[found.Fate]:
        """Return the rows in the order that was asked for."""
        return found.sorted_by(self.fates.rows, self.column, descends=self.descends)


def asked_fate(request: HttpRequest | Request, by: User) -> AskedFate:
    """Return what the address asks for; raises ``BadInput`` for what it cannot."""
    form = checked(FateForm(request.GET))
    ground = Ground.read(now())
    period = form.chosen(ground.at, ground.zone, ground.first_weekday)
    days = Days.seen(ground.at, ground.zone, ground.promise_seconds)
    fates = found.fates(days, period, form.grouped())
    shown = fates if costs.may_enter(by) else found.without_costs(fates)
    return AskedFate(ground, shown, *form.order())


@allowed(may_read)
@require_GET
def fate(request: HttpRequest) -> HttpResponse:
    """Show what became of a period's leads, by campaign, source or persona."""
    asked = asked_fate(request, person(request))
    fates = asked.fates
    base = fates.period.query() | {"by": fates.by.value}
    context = period_menu(
        asked.ground, fates.period, lambda span: fate_url(span, fates.by.value)
    ) | {
        "headings": panel.headings(fates, base, asked.column, descends=asked.descends),
        "rows": panel.rows(fates, asked.ordered),
        "total": panel.total(fates),
        "tabs": [Tab(str(by.label), fate_url(fates.period, by.value), by == fates.by) for by in By],
        "csv_url": fate_url(fates.period, fates.by.value, "fate_figures"),
        "may_enter": costs.may_enter(person(request)),
        "has_costs": fates.total.cost is not None,
        "by": fates.by.value,
        "currency": asked.ground.currency,
        "is_running": fates.period.is_running(asked.ground.at),
    }
    return render(request, "dashboards/fate.html", context)


@allowed(may_read)
@require_GET
def fate_figures(request: HttpRequest) -> HttpResponse:
    """Send the same figures as a file that spreadsheets open in any language."""
    asked = asked_fate(request, person(request))
    span = asked.fates.period
    name = f"fate-{asked.fates.by.value}-{span.from_date}-{span.last_date}"
    return csv_answer(name, written(panel.table(asked.fates, asked.ordered)))
