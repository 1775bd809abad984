"""Where the time of late leads went, promise by promise, by part and by person."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dashboards import words
from dashboards.board import Board
from dashboards.breakdown import Dimension
from dashboards.charts import bar_box
from dashboards.drill import Figure
from dashboards.late_time import IN_ORDER, Spent, counted, seconds_by_part
from dashboards.links import csv_url, drill_url, part_of
from dashboards.panels.tables import Cell, Chart, Table, number
from sla.models import Metric, SharePart
from sla.share_words import charged_words, part_words

ROWS_DRAWN, ROWS_DRAWN_OF_OTHERS = 8, 4
FULL = 100.0
HOUR = 3600
_FIGURES = {
    SharePart.UNCLAIMED: Figure.UNCLAIMED_TIME,
    SharePart.HELD: Figure.HELD_TIME,
    SharePart.WAITING: Figure.ANSWER_TIME,
    SharePart.PAUSED: Figure.PAUSED_TIME,
}


@dataclass(frozen=True)
class Row:
    """One part of one person, or of the side: its bar, its hours, its share, in how many leads."""

    part: str
    who: str
    url: str
    x: str
    width: str
    time: str
    share: str
    leads: str
    is_paused: bool


@dataclass(frozen=True)
class Group:
    """The parts of one promise's late time, the longest first, as many as are drawn."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Lost:
    """The card: where the time of broken promises went, the first touch's before the others'."""

    chart: Chart
    groups: list[Group]
    waiting: str
    waiting_url: str


def lost(board: Board) -> Lost:
    """Return where the time of the period's broken promises went.

    Late claims are the side's alone: they are in the table only.
    """
    drawn = [metric for metric in IN_ORDER if metric != Metric.CLAIM]
    groups = [group for metric in drawn if (group := _group(board, metric)).rows]
    waiting = board.response.waiting
    return Lost(
        chart=Chart(
            key="lost",
            title=_("Where the late time went"),
            says=_says(board),
            table=_table(board),
            csv_url=csv_url("lost", board.period, board.by),
            is_drawn=bool(groups),
        ),
        groups=groups,
        waiting=words.still_waiting(waiting) if waiting else "",
        waiting_url=drill_url(Figure.WAITING, board.period),
    )


def _group(board: Board, metric: Metric) -> Group:
    mine = [each for each in board.spent if each.metric == metric]
    longest = max((each.seconds for each in mine), default=1)
    most = ROWS_DRAWN if metric == Metric.FIRST_TOUCH else ROWS_DRAWN_OF_OTHERS
    return Group(str(metric.label), [_row(board, each, longest) for each in mine[:most]])


def _says(board: Board) -> str:
    whole = counted(board.spent, Metric.FIRST_TOUCH)
    sums = seconds_by_part(board.spent, Metric.FIRST_TOUCH)
    if not whole:
        return _("No late lead has been answered yet.")
    before = words.share(FULL * sums.get(SharePart.UNCLAIMED, 0) / whole)
    after = words.share(FULL * sums.get(SharePart.HELD, 0) / whole)
    return _(
        "Of the time that late leads waited, %(before)s passed before a claim, %(after)s after it."
    ) % {"before": words.isolated(before), "after": words.isolated(after)}


def _row(board: Board, each: Spent, longest: int) -> Row:
    x, width = bar_box(0, FULL * each.seconds / longest, is_rtl=board.is_rtl)
    return Row(
        part=part_words(each.metric, each.part),
        who=each.name,
        url=_url(board, each),
        x=x,
        width=width,
        time=_hours(each.seconds),
        share=_share(board, each),
        leads=_how_many(each),
        is_paused=each.part == SharePart.PAUSED,
    )


def _how_many(each: Spent) -> str:
    once = each.metric in (Metric.FIRST_TOUCH, Metric.ANSWER)
    return words.leads(each.breaches) if once else words.promises(each.breaches)


def _url(board: Board, each: Spent) -> str:
    more: dict[str, Any] = {"metric": each.metric}
    if each.key is not None:
        more |= part_of(Dimension.REP, each.key)
    return drill_url(_FIGURES[SharePart(each.part)], board.period, **more)


def _share(board: Board, each: Spent) -> str:
    """Return the share of what the promise counted; pauses stand beside it."""
    whole = counted(board.spent, each.metric)
    if each.part == SharePart.PAUSED or not whole:
        return words.UNKNOWN
    return words.share(FULL * each.seconds / whole)


def _hours(seconds: int) -> str:
    return _("%(n)s h") % {"n": f"{seconds / HOUR:,.1f}"}


def _table(board: Board) -> Table:
    rows = [
        [
            Cell(str(Metric(each.metric).label)),
            Cell(part_words(each.metric, each.part)),
            Cell(charged_words(each.metric, each.part, each.name) or words.UNKNOWN),
            number(each.breaches, _url(board, each)),
            Cell(_hours(each.seconds), plain=str(each.seconds)),
            Cell(_share(board, each)),
        ]
        for each in board.spent
    ]
    headings = [_("Promise"), _("Part"), _("Charged to"), _("Promises"), _("Time"), _("Share")]
    return Table(_("Where the late time went"), headings, rows)
