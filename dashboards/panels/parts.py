"""The breach rate by rep, source or persona, and the funnel."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.board import Board
from dashboards.breakdown import Dimension, Part
from dashboards.charts import bar_box, funnel_shape, mirrored, nice_top, percent
from dashboards.drill import Figure
from dashboards.funnel import Reached
from dashboards.links import board_url, csv_url, drill_url, part_of
from dashboards.panels.tables import Cell, Chart, Table, number
from kit.durations import short_words

PARTS_DRAWN = 8
FULL = 100.0
NARROW, WIDE = 2.5, 5  # times the limit


@dataclass(frozen=True)
class Row:
    """One part: its bar, its rate, how many leads it is a rate of, the rate with excuses if any."""

    name: str
    url: str
    rate: str
    of: str
    x: str
    width: str
    is_over: bool
    median: str
    adjusted: str = ""


@dataclass(frozen=True)
class Tab:
    """One way to divide."""

    label: str
    url: str
    is_current: bool
    count: None = None


@dataclass(frozen=True)
class Rates:
    """The breach rates with their limit."""

    chart: Chart
    tabs: list[Tab]
    rows: list[Row]
    limit_x: str
    limit: str


@dataclass(frozen=True)
class Step:
    """One step of the funnel: its shape, and what moves on to the next."""

    label: str
    short: str
    count: str
    share: str
    url: str
    shape: str
    bar_x: str
    bar_width: str
    moves_on: str
    median: str


@dataclass(frozen=True)
class Funnel:
    """The steps, first to last."""

    chart: Chart
    steps: list[Step]


_SHORT = {"delivered": "MQL", "accepted": "SAL", "qualified": "SQL"}


def rates(board: Board) -> Rates:
    """Return the breach rates of the parts that had a promise due."""
    judged = [part for part in board.parts if part.verdicts.judged]
    limit = board.ground.limit_percent
    highest = max((part.verdicts.breach_rate or 0 for part in judged), default=0)
    top = _top(highest, limit)
    return Rates(
        chart=Chart(
            key="breakdown",
            title=_("Breach rate"),
            says=words.parts_say(judged, board.by, limit),
            table=_rates_table(board),
            csv_url=csv_url("breakdown", board.period, board.by),
            is_drawn=sum(part.verdicts.judged for part in judged) >= words.NEEDED,
        ),
        tabs=[
            Tab(str(by.label), f"{board_url(board.period, by)}#breakdown", by == board.by)
            for by in Dimension
        ],
        rows=[_row(board, part, top) for part in judged[:PARTS_DRAWN]],
        limit_x=percent(mirrored(min(FULL, FULL * limit / top), is_rtl=board.is_rtl)),
        limit=_("Limit %(limit)s%%") % {"limit": limit},
    )


def funnel(board: Board) -> Funnel:
    """Return how far the period's hand-offs came."""
    steps = board.steps
    return Funnel(
        chart=Chart(
            key="funnel",
            title=_("Funnel"),
            says=words.steps_say(steps),
            table=_funnel_table(board),
            csv_url=csv_url("funnel", board.period, board.by),
            is_drawn=steps[0].count >= words.NEEDED,
        ),
        steps=[_step(board, place) for place in range(len(steps))],
    )


def _top(highest: float, limit: int) -> float:
    """Return the rate that fills a bar: a few times the limit, so that the limit can be seen."""
    return min(FULL, max(NARROW * limit, min(nice_top(highest), WIDE * limit))) or FULL


def _row(board: Board, part: Part, top: float) -> Row:
    rate, judged = part.verdicts.breach_rate or 0, part.verdicts.judged
    x, width = bar_box(0, min(FULL, FULL * rate / top), is_rtl=board.is_rtl)
    return Row(
        name=part.name,
        url=drill_url(Figure.BROKEN, board.period, **part_of(board.by, part.key)),
        rate=words.share(rate),
        of=ngettext("%(n)s lead", "%(n)s leads", judged) % {"n": words.figure(judged)},
        x=x,
        width=width,
        is_over=rate > board.ground.limit_percent,
        median="" if part.median is None else short_words(part.median, is_work=True),
        adjusted=words.with_excuses(part.verdicts.adjusted_breach_rate)
        if part.verdicts.excused
        else "",
    )


def _rates_table(board: Board) -> Table:
    rows = []
    for part in board.parts:
        found, mine = part.verdicts, part_of(board.by, part.key)
        counts = [
            number(count, drill_url(figure, board.period, **mine))
            for count, figure in (
                (found.kept, Figure.KEPT),
                (found.broken, Figure.BROKEN),
                (found.excused, Figure.EXCUSED),
                (found.running, Figure.RUNNING),
                (found.void, Figure.VOID),
            )
        ]
        shares = [
            Cell(words.share(rate), plain=_plain(rate))
            for rate in (found.breach_rate, found.adjusted_breach_rate)
        ]
        rows.append(
            [
                Cell(part.name),
                *shares,
                *counts,
                _time(part.median, is_work=True),
                _time(part.p90, is_work=True),
            ]
        )
    shares_of = [str(board.by.label), _("Breach rate"), _("With excuses")]
    counted = [_("Kept"), _("Broken"), _("Excused"), _("Not due yet"), _("Fell away")]
    times = [_("Median"), _("90th percentile")]
    return Table(_("Breach rate"), [*shares_of, *counted, *times], rows)


def _step(board: Board, place: int) -> Step:
    steps, first = board.steps, board.steps[0].count or 1
    step = steps[place]
    after = steps[place + 1] if place + 1 < len(steps) else None
    x, width = bar_box(0, FULL * step.count / first, is_rtl=board.is_rtl)
    return Step(
        label=str(step.step.label),
        short=_SHORT.get(step.step, ""),
        count=words.figure(step.count),
        share=words.share(FULL * step.count / first),
        url=drill_url(Figure(step.step.value), board.period),
        shape=funnel_shape(
            step.count / first, after.count / first if after else None, is_rtl=board.is_rtl
        ),
        bar_x=x,
        bar_width=width,
        moves_on=words.share(FULL * after.count / step.count) if after and step.count else "",
        median=short_words(after.median) if after and after.median is not None else "",
    )


def _funnel_table(board: Board) -> Table:
    first = board.steps[0].count
    rows = [
        [
            Cell(str(reached.step.label)),
            number(reached.count, drill_url(Figure(reached.step.value), board.period)),
            _share_cell(reached, first),
            _time(reached.median),
        ]
        for reached in board.steps
    ]
    last = _("Median time from the step before, calendar time")
    return Table(_("Funnel"), [_("Step"), _("Leads"), _("Share"), last], rows)


def _share_cell(reached: Reached, first: int) -> Cell:
    value = FULL * reached.count / first if first else None
    return Cell(words.share(value), plain=_plain(value))


def _time(seconds: int | None, *, is_work: bool = False) -> Cell:
    return Cell(
        short_words(seconds, is_work=is_work), plain=" " if seconds is None else str(seconds)
    )


def _plain(value: float | None) -> str:
    return " " if value is None else f"{value:.1f}"
