"""The dashboard's figures: the same board as the page's."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from dashboards.api.shapes import DashboardQuery, DashboardShape
from dashboards.attainment import Verdicts
from dashboards.board import Board
from dashboards.breakdown import Part
from dashboards.views.asking import asked_board
from kit.api_input import read_query
from kit.api_schema import reads
from sla.models import AT_HAND_OFF, Metric
from sla.share_words import side_of

Shown = dict[str, Any]


@extend_schema(
    parameters=[DashboardQuery], responses=reads(DashboardShape), operation_id="dashboard"
)
@api_view(["GET"])
def dashboard(request: Request) -> Response:
    """Return every figure of a period: what waits, attainment, response, breakdown, funnel."""
    read_query(DashboardQuery, request)
    return Response(_shown(asked_board(request)))


def _shown(board: Board) -> Shown:
    live, period = board.live, board.period
    return {
        "at": board.ground.at,
        "period": {
            "since": period.from_date,
            "until": period.last_date,
            "time_zone": period.zone.key,
        },
        "now": {
            "open": live.open,
            "on_track": live.on_track,
            "at_risk": live.at_risk,
            "breached": live.breached,
            "without_clock": live.without_clock,
        },
        "attainment": {metric.value: told_verdicts(board.of(metric)) for metric in AT_HAND_OFF},
        "response": _response(board),
        "delivered": _delivered(board),
        "by": board.by.value,
        "parts": [_part(part) for part in board.parts],
        "weeks": _weeks(board),
        "funnel": [
            {"step": step.step.value, "count": step.count, "median_seconds": step.median}
            for step in board.steps
        ],
        "late_time": [
            {
                "metric": each.metric,
                "side": side_of(each.metric).value,
                "part": each.part,
                "name": each.name,
                "breaches": each.breaches,
                "seconds": each.seconds,
            }
            for each in board.spent
        ],
    }


def told_verdicts(found: Verdicts) -> Shown:
    """Return how promises went, as ``VerdictsShape`` has it."""
    return {
        "kept": found.kept,
        "broken": found.broken,
        "running": found.running,
        "void": found.void,
        "excused": found.excused,
        "attainment_percent": _rounded(found.attainment),
        "adjusted_attainment_percent": _rounded(found.adjusted),
    }


def _response(board: Board) -> Shown:
    found = board.response
    return {
        "answered": found.answered,
        "late": found.late,
        "waiting": found.waiting,
        "median_seconds": found.median,
        "p90_seconds": found.p90,
        "median_calendar_seconds": found.raw_median,
        "p90_calendar_seconds": found.raw_p90,
        "bars": [
            {
                "above_seconds": bar.low,
                "up_to_seconds": bar.high,
                "kept": bar.kept,
                "late": bar.late,
            }
            for bar in found.bars
        ],
    }


def _delivered(board: Board) -> Shown:
    flow = board.waterfall
    return {
        "delivered": flow.delivered,
        "accepted_percent": _rounded(board.delivered.acceptance_rate(board.period)),
        "goal": flow.goal,
        "plan_now": _rounded(flow.plan_now),
        "projected": flow.projected,
    }


def _part(part: Part) -> Shown:
    return {
        "name": part.name,
        **told_verdicts(part.verdicts),
        "breach_rate_percent": _rounded(part.verdicts.breach_rate),
        "adjusted_breach_rate_percent": _rounded(part.verdicts.adjusted_breach_rate),
        "median_seconds": part.median,
        "p90_seconds": part.p90,
    }


def _weeks(board: Board) -> list[Shown]:
    medians = board.response.weekly_medians
    return [
        {
            "since": week.from_date,
            **told_verdicts(board.of(Metric.FIRST_TOUCH, week)),
            "median_seconds": median,
        }
        for week, median in zip(board.weeks, medians, strict=True)
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
