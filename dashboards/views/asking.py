"""Reads what a visitor asks for."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_bidi
from rest_framework.request import Request

from dashboards import periods, words
from dashboards.board import Board, Ground, board
from dashboards.forms import PeriodForm
from dashboards.panels.parts import Tab
from dashboards.periods import Kind, Period
from kit.refusals import BadInput

Asking = TypeVar("Asking", bound=Form)


def asked_board(request: HttpRequest | Request) -> Board:
    """Return the board that the address asks for; raises ``BadInput`` as ``checked`` does."""
    form = checked(PeriodForm(request.GET))
    ground = Ground.read(now())
    period = form.chosen(ground.at, ground.zone, ground.first_weekday)
    return board(ground, period, form.dimension(), is_rtl=get_language_bidi())


def checked(form: Asking) -> Asking:
    """Return ``form`` when it is valid; raises ``BadInput`` with its first error otherwise."""
    if form.is_valid():
        return form
    field, messages = next(iter(form.errors.items()))
    raise BadInput(str(messages[0]), field=field)


def period_menu(
    ground: Ground, period: Period, address: Callable[[Period], str]
) -> dict[str, object]:
    """Return what ``parts/period.html`` shows; ``address`` is that of a period's page."""
    today = periods.today(ground.at, ground.zone)
    month = periods.month_of(today, ground.zone)
    quarter = periods.quarter_of(today, ground.zone)
    spans = [month, month.previous(), quarter, quarter.previous()]
    spans += [periods.last_days(today, ground.zone), periods.year_to(today, ground.zone)]
    following = period.following()
    initial = {"since": period.from_date, "until": period.last_date, "period": Kind.CUSTOM}
    return {
        "period": words.period_text(period),
        "previous_url": address(period.previous()),
        "next_url": address(following) if following.start <= ground.at else "",
        "choices": [Tab(words.period_text(span), address(span), span == period) for span in spans],
        "form": PeriodForm(initial=initial),
    }


def now() -> datetime:
    """Return the instant of this request, in whole seconds like every clock."""
    return timezone.now().replace(microsecond=0)
