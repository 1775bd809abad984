"""How long the answers take, and how attainment goes week by week."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards import words
from dashboards.board import Board
from dashboards.charts import Bar, Tick, boundary, percent, stacked_bars, whole_top, y_ticks
from dashboards.drill import Figure
from dashboards.links import csv_url, drill_url
from dashboards.panels.tables import Cell, Chart, Table, number
from dashboards.response import SHARES, Response
from dashboards.response import Bar as Waits
from kit.durations import DAY, HOUR, MINUTE, short_words
from sla.models import Metric

FULL = 100.0
HOURS_UNTIL = 4 * DAY  # a promise in weeks: hours would be in hundreds
WITHIN = SHARES.index((1, 1)) + 1  # so many bars lie within the promise


@dataclass(frozen=True)
class Drawn:
    """A bar with its words; ``url`` opens the leads in it. ``is_ok``: within what was promised."""

    bar: Bar
    label: str
    value: str
    tip: str
    url: str
    is_ok: bool


@dataclass(frozen=True)
class Bars:
    """A bar chart: its bars, its axis and the line of the promise (``limit_at`` "" for none)."""

    chart: Chart
    bars: list[Drawn]
    ticks: list[Tick]
    limit_at: str
    limit: str
    unit: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    figures_url: str = ""
    beside: str = ""
    note: str = ""


def answers(board: Board) -> Bars:
    """Return how the response times spread about the promise."""
    found = board.response
    top = whole_top(1.05 * max(bar.count for bar in found.bars))
    shapes = stacked_bars(
        [(bar.kept, bar.late) for bar in found.bars], top=top, is_rtl=board.is_rtl
    )
    seconds, unit = _unit(found.promise_seconds)
    names = [_range(bar, seconds) for bar in found.bars]
    return Bars(
        chart=Chart(
            key="response",
            title=_("Time to first response"),
            says=words.response_says(found),
            table=_answers_table(board, names, unit),
            csv_url=csv_url("response", board.period, board.by),
            is_drawn=found.answered >= words.NEEDED,
        ),
        bars=[
            Drawn(
                bar=shape,
                label=name,
                value=words.figure(bar.count),
                tip=f"{words.isolated(name)}: {words.figure(bar.count)}",
                url=_bar_url(board, place),
                is_ok=not bar.late,
            )
            for place, (shape, bar, name) in enumerate(zip(shapes, found.bars, names, strict=True))
        ],
        ticks=y_ticks(top),
        limit_at=boundary(WITHIN, len(found.bars), is_rtl=board.is_rtl),
        limit=_("Promise %(time)s") % {"time": short_words(found.promise_seconds, is_work=True)},
        unit=unit,
        figures=_middles(found),
        beside=_calendar_time(found),
        note=_own_promises(found),
        figures_url=drill_url(Figure.ANSWERED, board.period),
    )


def _middles(found: Response) -> tuple[tuple[str, str], ...]:
    return (
        (_("Median"), short_words(found.median, is_work=True)),
        (_("90th percentile"), short_words(found.p90, is_work=True)),
    )


def weeks(board: Board) -> Bars:
    """Return the attainment of the last weeks."""
    found = [board.of(Metric.FIRST_TOUCH, week) for week in board.weeks]
    goal = board.ground.goal_percent
    shapes = stacked_bars(
        [(week.attainment or 0, 0) for week in found], top=FULL, is_rtl=board.is_rtl, gap=0.3
    )
    drawn = []
    for shape, week, verdicts in zip(shapes, board.weeks, found, strict=True):
        name, value = words.day_text(week.from_date), words.share(verdicts.attainment)
        is_ok = verdicts.attainment is None or verdicts.attainment >= goal
        url = drill_url(Figure.JUDGED, week)
        tip = f"{name}: {words.isolated(value)}"
        if verdicts.excused:
            tip = f"{tip} · {words.with_excuses(verdicts.adjusted)}"
        label = words.axis_text(week.from_date)
        drawn.append(Drawn(shape, label, value, tip, url, is_ok))
    return Bars(
        chart=Chart(
            key="weeks",
            title=_("Attainment by week"),
            says=words.weeks_say(found, goal),
            table=_weeks_table(board),
            csv_url=csv_url("weeks", board.period, board.by),
            is_drawn=sum(week.judged for week in found) >= words.NEEDED,
        ),
        bars=drawn,
        ticks=y_ticks(FULL, "%"),
        limit_at=percent(FULL - goal),
        limit=_("Target %(goal)s%%") % {"goal": goal},
        unit=_("Week from"),
    )


def _calendar_time(found: Response) -> str:
    """Return what the buyers felt, nights and holidays included."""
    if found.raw_median is None:
        return ""
    return _("In calendar time: median %(median)s, 90th percentile %(p90)s.") % {
        "median": short_words(found.raw_median),
        "p90": short_words(found.raw_p90),
    }


def _own_promises(found: Response) -> str:
    """Return why bars are late before the line or kept behind it: by promises of their own."""
    before, behind = found.bars[:WITHIN], found.bars[WITHIN:]
    if not any(bar.late for bar in before) and not any(bar.kept for bar in behind):
        return ""
    return _("Each lead counts by its own promise; the line is the general one.")


def _answers_table(board: Board, names: list[str], unit: str) -> Table:
    found, period = board.response, board.period
    rows = [
        [
            Cell(name),
            number(bar.count, _bar_url(board, place)),
            number(bar.kept),
            number(bar.late),
        ]
        for place, (bar, name) in enumerate(zip(found.bars, names, strict=True))
    ]
    within = found.answered - found.late
    total = [
        Cell(_("All answered")),
        number(found.answered, drill_url(Figure.ANSWERED, period)),
        number(within),
        number(found.late, drill_url(Figure.LATE, period)),
    ]
    waiting = number(found.waiting, drill_url(Figure.WAITING, period))
    missing = [Cell(_("Overdue, not answered")), waiting, number(0), waiting]
    headings = [unit, _("Leads"), _("Within the promise"), _("Past the promise")]
    return Table(_("Response times"), headings, [*rows, total, missing])


def _weeks_table(board: Board) -> Table:
    rows = []
    for place, week in enumerate(board.weeks):
        found = board.of(Metric.FIRST_TOUCH, week)
        median = board.response.weekly_medians[place]
        rows.append(
            [
                Cell(words.day_text(week.from_date), plain=week.from_date.isoformat()),
                Cell(words.share(found.attainment), plain=_plain(found.attainment)),
                Cell(words.share(found.adjusted), plain=_plain(found.adjusted)),
                number(found.kept, drill_url(Figure.KEPT, week)),
                number(found.broken, drill_url(Figure.BROKEN, week)),
                number(found.excused, drill_url(Figure.EXCUSED, week)),
                number(found.running, drill_url(Figure.RUNNING, week)),
                number(found.void, drill_url(Figure.VOID, week)),
                Cell(
                    short_words(median, is_work=True), plain=" " if median is None else str(median)
                ),
            ]
        )
    shares = [_("Week from"), _("Attainment"), _("With excuses")]
    counts = [_("Kept"), _("Broken"), _("Excused"), _("Not due yet"), _("Fell away")]
    return Table(_("Attainment by week"), [*shares, *counts, _("Median")], rows)


def _bar_url(board: Board, place: int) -> str:
    promise = {"bar": place, "promise": board.response.promise_seconds}
    return drill_url(Figure.BAR, board.period, **promise)


def _unit(promise_seconds: int) -> tuple[int, str]:
    """Return the unit of the axis, in seconds and in words: the one that the promise is told in."""
    units = {
        DAY: _("Days of working time"),
        HOUR: _("Hours of working time"),
        MINUTE: _("Minutes of working time"),
    }
    unit = MINUTE if promise_seconds <= 2 * HOUR else HOUR if promise_seconds < HOURS_UNTIL else DAY
    return unit, units[unit]


def _range(bar: Waits, unit: int) -> str:
    """Return for example "15–30" or "240+"."""
    low = _short(bar.low / unit)
    return f"{low}+" if bar.high is None else f"{low}–{_short(bar.high / unit)}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _plain(value: float | None) -> str:
    return " " if value is None else f"{value:.1f}"
