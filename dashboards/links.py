"""The addresses of the dashboard's lists and files."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.breakdown import Dimension
from dashboards.drill import LIVE_FIGURES, Figure
from dashboards.periods import Period

NO_PART = "none"


def drill_url(figure: Figure, period: Period | None = None, **more: Any) -> str:
    """Return the address of the leads behind ``figure``; ``more`` are parameters that narrow it."""
    span = {} if period is None or figure in LIVE_FIGURES else period.query()
    return f"{_drill_path()}?{urlencode({'figure': figure.value} | span | more)}"


def part_of(by: Dimension, key: int | None) -> dict[str, str]:
    """Return the parameters that narrow a list to one part."""
    return {"by": by.value, "part": NO_PART if key is None else str(key)}


def board_url(period: Period, by: Dimension) -> str:
    """Return the address of the dashboard itself."""
    return f"{reverse('dashboards:dashboard')}?{_query(period, by)}"


def fate_url(period: Period, by: str = "", page: str = "fate") -> str:
    """Return the address of what became of the leads of ``period``; ``page`` is that, or its file.

    ``by``: what they are grouped by, "" for the first.
    """
    asked = period.query() | ({"by": by} if by else {})
    return f"{reverse(f'dashboards:{page}')}?{urlencode(asked)}"


def csv_url(chart: str, period: Period, by: Dimension) -> str:
    """Return the address of a chart's figures as a file."""
    return f"{reverse('dashboards:figures', args=[chart])}?{_query(period, by)}"


def _query(period: Period, by: Dimension) -> str:
    divided = {} if by == Dimension.REP else {"by": by.value}
    return urlencode(period.query() | divided)


@cache
def _drill_path() -> str:
    """Return the path of the lists: a page has hundreds of links to them."""
    return reverse("dashboards:drill")
