"""The board as the page shows it: texts, addresses and shapes, nothing left to reckon."""

from collections.abc import Callable
from typing import Any

from dashboards.board import Board
from dashboards.panels.answers import answers, weeks
from dashboards.panels.lost import lost
from dashboards.panels.parts import funnel, rates
from dashboards.panels.progress import progress, waiting
from dashboards.panels.promise import kpis, marketing, sales
from dashboards.panels.sides import sides
from dashboards.panels.tables import Table
from teams.models import User

__all__ = ["CHARTS", "panels", "rates", "table_of"]

CHARTS: dict[str, Callable[[Board], Any]] = {
    "delivered": progress,
    "response": answers,
    "breakdown": rates,
    "weeks": weeks,
    "funnel": funnel,
    "lost": lost,
}


def panels(board: Board, by: User) -> dict[str, Any]:
    """Return every panel of the page by name, as ``by`` sees it."""
    return {
        "halves": [marketing(board), sales(board)],
        "kpis": kpis(board),
        "waiting": waiting(board, by),
        "sides": sides(board),
        **{name: draw(board) for name, draw in CHARTS.items()},
    }


def table_of(board: Board, chart: str) -> Table:
    """Return the table behind a chart; ``chart`` is one of ``CHARTS``."""
    table: Table = CHARTS[chart](board).chart.table
    return table
