"""The dashboard: how both sides keep the agreement."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from dashboards import live, periods, words
from dashboards.board import Board
from dashboards.breakdown import Dimension
from dashboards.forms import PeriodForm
from dashboards.links import board_url
from dashboards.panels import panels, rates, table_of
from dashboards.panels.parts import Tab
from dashboards.panels.tables import written
from dashboards.periods import Kind, Period
from dashboards.views.asking import asked_board, now
from kit import polling
from kit.exporting import csv_answer
from teams.access import member_required, person

BREAKDOWN = "breakdown"


@member_required
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show every figure of a period; to htmx only the card of breach rates when it asks for it."""
    version = live.version(now())
    board = asked_board(request)
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == BREAKDOWN:
        shown = {"breakdown": rates(board)} | _pulse(board, version)
        response = render(request, "dashboards/_breakdown_answer.html", shown)
    else:
        shown = panels(board, person(request)) | _frame(board) | _pulse(board, version)
        response = render(request, "dashboards/dashboard.html", shown)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@member_required
@require_GET
def dashboard_pulse(request: HttpRequest) -> HttpResponse:
    """Answer the page's poll: nothing while nothing happened, else every card."""
    version = live.version(now())
    nothing_new = polling.silence(request, version)
    if nothing_new is not None:
        return nothing_new
    board = asked_board(request)
    shown = panels(board, person(request)) | _pulse(board, version) | {"is_pulse": True}
    return polling.stamped(render(request, "dashboards/_pulse_answer.html", shown), version)


@member_required
@require_GET
def figures(request: HttpRequest, chart: str) -> HttpResponse:
    """Send the table behind a chart as a file that spreadsheets open in any language."""
    board = asked_board(request)
    name = f"{chart}-{board.period.from_date}-{board.period.last_date}"
    return csv_answer(name, written(table_of(board, chart)))


def _frame(board: Board) -> dict[str, object]:
    """Return the page's heading: the period, its neighbours, and the others to choose."""
    at, period = board.ground.at, board.period
    following = period.following()
    return {
        "period": words.period_text(period),
        "previous_url": board_url(period.previous(), board.by),
        "next_url": board_url(following, board.by) if following.start <= at else "",
        "choices": [_choice(span, board) for span in _choices(board)],
        "form": PeriodForm(
            initial={"since": period.from_date, "until": period.last_date, "period": Kind.CUSTOM}
        ),
        "by": "" if board.by == Dimension.REP else board.by.value,
        "version": board.ground.version,
        "compared": words.compared_text(board.compared),
    }


def _pulse(board: Board, version: str) -> dict[str, object]:
    """Return what the next poll asks with."""
    asked = board.period.query() | {"by": board.by.value, "v": version}
    return {
        "pulse_url": f"{reverse('dashboards:dashboard_pulse')}?{urlencode(asked)}",
        "is_running": board.period.is_running(board.ground.at),
    }


def _choices(board: Board) -> list[Period]:
    """Return the periods that are one click away."""
    zone = board.ground.zone
    today = periods.today(board.ground.at, zone)
    month = periods.month_of(today, zone)
    week = periods.week_of(today, zone, board.ground.first_weekday)
    quarter = periods.quarter_of(today, zone)
    spans = [month, month.previous(), week, week.previous(), quarter, quarter.previous()]
    return [*spans, periods.last_days(today, zone)]


def _choice(span: Period, board: Board) -> Tab:
    return Tab(words.period_text(span), board_url(span, board.by), span == board.period)
