"""Reads what a visitor asks for."""

from datetime import datetime
from typing import TypeVar

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_bidi
from rest_framework.request import Request

from dashboards.board import Board, Ground, board
from dashboards.forms import PeriodForm
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


def now() -> datetime:
    """Return the instant of this request, in whole seconds like every clock."""
    return timezone.now().replace(microsecond=0)
