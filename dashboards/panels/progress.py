"""The leads delivered against the goal, and the list of who needs someone now."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dashboards import periods, words
from dashboards.board import Board
from dashboards.charts import Box, Lines, Tick, burn_up, mirrored, percent
from dashboards.drill import Figure
from dashboards.links import board_url, csv_url, drill_url
from dashboards.panels.promise import Figured
from dashboards.panels.tables import Cell, Chart, Table, number
from dashboards.waiting import Urgent, urgent
from dashboards.worth import WorthDay
from teams.models import User

LABELS_SHOWN = 5
NEAR_THE_END = 0.8


@dataclass(frozen=True)
class Column:
    """A day under the pointer, with its words."""

    box: Box
    tip: str


@dataclass(frozen=True)
class BurnUp:
    """The chart of delivered leads; ``goal`` is "" where none was agreed."""

    chart: Chart
    lines: Lines
    columns: list[Column]
    dates: list[Tick]
    goal: str
    is_running: bool
    is_near_end: bool


@dataclass(frozen=True)
class Waiting:
    """The list of the most urgent, its sentence and the figures over it."""

    says: str
    figures: list[Figured]
    rows: list[Urgent]
    without_clock: Figured | None
    all_url: str  # "" for who may not open it


def progress(board: Board) -> BurnUp:
    """Return the chart of what marketing delivered, day by day."""
    flow, period, at = board.waterfall, board.period, board.ground.at
    come = [day for day in flow.days if day.total is not None]
    lines = burn_up(
        [day.total or 0 for day in come],
        [day.plan for day in flow.days if day.plan is not None],
        days=period.length,
        goal=flow.goal,
        projected=flow.projected,
        is_rtl=board.is_rtl,
    )
    tips = [f"{words.day_text(day.date)}: {words.figure(day.total or 0)}" for day in come]
    return BurnUp(
        chart=Chart(
            key="delivered",
            title=_("Leads delivered against the goal") if flow.goal else _("Leads delivered"),
            says=words.delivered_says(flow, len(come)),
            table=_table(board),
            csv_url=csv_url("delivered", period, board.by),
            is_drawn=bool(flow.goal or flow.delivered),
        ),
        lines=lines,
        columns=[Column(box, tip) for box, tip in zip(lines.days, tips, strict=True)],
        dates=_dates(board),
        goal=words.figure(flow.goal) if flow.goal else "",
        is_running=period.is_running(at),
        is_near_end=len(come) > NEAR_THE_END * period.length,
    )


def waiting(board: Board, by: User) -> Waiting:
    """Return who needs someone now, with what ``by`` may do about it."""
    live = board.live
    figures = [
        (_("%(n)s open"), live.open, Figure.OPEN),
        (_("%(n)s at risk"), live.at_risk, Figure.AT_RISK),
        (_("%(n)s breached"), live.breached, Figure.BREACHED),
    ]
    without = None
    if live.without_clock:
        text = _("%(n)s without a clock") % {"n": words.figure(live.without_clock)}
        without = Figured(text, _page("sla:exceptions"))
    return Waiting(
        says=words.live_says(live),
        figures=[
            Figured(text % {"n": words.figure(count)}, drill_url(figure))
            for text, count, figure in figures
        ],
        rows=urgent(live.urgent, at=board.ground.at, by=by, back=board_url(board.period, board.by)),
        all_url=_page("dashboards:at_risk") if by.is_manager else "",
        without_clock=without,
    )


def _table(board: Board) -> Table:
    """Return count and, where a value was agreed, value of each day beside their plans."""
    rows = []
    values = {day.date: day for day in board.worth.days} if board.worth else {}
    for day in board.waterfall.days:
        span = periods.one_day(day.date, board.period.zone)
        plan = None if day.plan is None else round(day.plan)
        url = drill_url(Figure.DELIVERED, span)
        cells = [number(day.delivered, url), number(day.total)]
        goal = [] if plan is None else [number(plan)]
        worth = _value_cells(values.get(day.date))
        named = Cell(words.day_text(day.date), plain=day.date.isoformat())
        rows.append([named, *cells, *goal, *worth])
    headings = [_("Day"), _("Handed over"), _("In all")]
    has_plan = board.waterfall.goal is not None
    of_value = [_("Expected value"), _("Value in all"), _("Planned value")] if values else []
    return Table(
        caption=_("Leads handed over, day by day"),
        headings=[*headings, *([_("Plan")] if has_plan else []), *of_value],
        rows=rows,
    )


def _value_cells(day: WorthDay | None) -> list[Cell]:
    if day is None:
        return []
    numbers = (day.delivered, day.total, day.plan)
    return [number(None if each is None else round(each)) for each in numbers]


def _dates(board: Board) -> list[Tick]:
    """Return a few dates under the chart, each where its day ends."""
    days = [day.date for day in board.waterfall.days]
    step = max(1, -(-len(days) // LABELS_SHOWN))
    places = [place for place in range(0, len(days), step) if place < len(days) - step / 2]
    places = [*places, len(days) - 1] if len(days) > 1 else [0]
    ticks = []
    for nth, place in enumerate(places):
        x = percent(mirrored(100 * (place + 1) / len(days), is_rtl=board.is_rtl))
        is_last = place == len(days) - 1
        is_minor = not is_last and nth not in (0, len(places) // 2)
        ticks.append(Tick(x, words.day_text(days[place]), "end" if is_last else "middle", is_minor))
    return ticks


def _page(name: str) -> str:
    """Return a page's address, "" for one that this installation does not have."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
