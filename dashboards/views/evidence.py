"""Evidence: figures per person for managers, the leads behind each, and a file."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dashboards import evidence as found
from dashboards import periods, words
from dashboards.board import Ground
from dashboards.evidence import MEANINGS, Kind
from dashboards.forms import EvidenceForm, PeriodForm
from dashboards.panels.parts import Tab
from dashboards.panels.tables import Cell, Table, number, written
from dashboards.periods import Kind as PeriodKind
from dashboards.periods import Period
from dashboards.rows import listed_handoffs
from dashboards.views.asking import checked, now
from kit.exporting import csv_answer
from sla.exporting import handoff_sheet
from teams.access import manager_required
from teams.taking import as_file, wants_file, zone_of_files


@manager_required
@require_GET
def evidence(request: HttpRequest) -> HttpResponse:
    """Show what was counted of each person in a period."""
    ground, period = _asked(request)
    following = period.following()
    initial = {"since": period.from_date, "until": period.last_date, "period": PeriodKind.CUSTOM}
    context = {
        "table": _table(ground, period),
        "kinds": [{"label": kind.label, "means": MEANINGS[kind]} for kind in Kind],
        "period": words.period_text(period),
        "previous_url": _url("evidence", period.previous()),
        "next_url": _url("evidence", following) if following.start <= ground.at else "",
        "csv_url": _url("evidence_figures", period),
        "choices": [
            Tab(words.period_text(span), _url("evidence", span), span == period)
            for span in _spans(ground)
        ],
        "form": PeriodForm(initial=initial),
    }
    return render(request, "dashboards/evidence.html", context)


@manager_required
@require_GET
def evidence_leads(request: HttpRequest) -> HttpResponse:
    """Show the leads that one figure counts."""
    form = checked(EvidenceForm(request.GET))
    kind, person = form.kind(), form.person()
    if person is None:
        raise Http404
    ground = Ground.read(now())
    period = form.chosen(ground.at, ground.zone, ground.first_weekday)
    rows = found.handoffs(kind, person, period, ground.at)
    if wants_file(request):
        zone, about = zone_of_files(), [(str(kind.label), f"{person}, {words.period_text(period)}")]
        sheet = handoff_sheet(rows, what="behind-a-figure", at=ground.at, zone=zone, about=about)
        return as_file(request, sheet, ground.at)
    page = listed_handoffs(rows, request.GET.get("cursor", ""))
    kept = request.GET.copy()
    kept.pop("cursor", None)
    first_url = f"{request.path}?{kept.urlencode()}"
    kept["cursor"] = page.next_cursor
    context = {
        "title": kind.label,
        "means": MEANINGS[kind],
        "person": person,
        "period": words.period_text(period),
        "back_url": _url("evidence", period),
        "page": page,
        "first_url": "" if page.is_first else first_url,
        "older_url": f"{request.path}?{kept.urlencode()}" if page.next_cursor else "",
    }
    return render(request, "dashboards/evidence_leads.html", context)


@manager_required
@require_GET
def evidence_figures(request: HttpRequest) -> HttpResponse:
    """Send the figures as a file that spreadsheets open in any language."""
    ground, period = _asked(request)
    name = f"evidence-{period.from_date}-{period.last_date}"
    return csv_answer(name, written(_table(ground, period)))


def _asked(request: HttpRequest) -> tuple[Ground, Period]:
    form = checked(PeriodForm(request.GET))
    ground = Ground.read(now())
    return ground, form.chosen(ground.at, ground.zone, ground.first_weekday)


def _table(ground: Ground, period: Period) -> Table:
    rows = [
        [
            Cell(row.person.name),
            *(
                number(row.numbers.get(kind, 0), _leads_url(period, kind, row.person.code))
                for kind in Kind
            ),
        ]
        for row in found.counted(period, ground.at)
    ]
    return Table(_("Evidence"), [_("Person"), *(str(kind.label) for kind in Kind)], rows)


def _spans(ground: Ground) -> list[Period]:
    """Return the periods that are one click away."""
    today = periods.today(ground.at, ground.zone)
    month = periods.month_of(today, ground.zone)
    week = periods.week_of(today, ground.zone, ground.first_weekday)
    quarter = periods.quarter_of(today, ground.zone)
    return [month, month.previous(), week, quarter, periods.last_days(today, ground.zone)]


def _leads_url(period: Period, kind: Kind, code: object) -> str:
    asked = {"kind": kind.value, "person": str(code)} | period.query()
    return f"{reverse('dashboards:evidence_leads')}?{urlencode(asked)}"


def _url(name: str, period: Period) -> str:
    return f"{reverse(f'dashboards:{name}')}?{urlencode(period.query())}"
