"""The two-sided promise and the three figures beside it."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.board import Board
from dashboards.charts import Spark, spark
from dashboards.drill import Figure
from dashboards.links import drill_url
from kit.durations import short_words
from sla.models import Metric


@dataclass(frozen=True)
class Figured:
    """One small figure with its words; ``url`` opens the leads behind it."""

    text: str
    url: str


@dataclass(frozen=True)
class Half:
    """One side's promise. ``percent`` and ``mark`` are plain text for the meter, "" for none.

    ``adjusted`` says what the share is with excuses, None where nothing was excused.
    """

    title: str
    value: str
    of: str
    url: str
    percent: str
    mark: str
    state: str
    says: str
    beside: list[Figured]
    adjusted: Figured | None = None


@dataclass(frozen=True)
class Kpi:
    """One figure, its change, and its course over the weeks."""

    label: str
    value: str
    url: str
    state: str
    delta: str
    direction: str
    good: str
    note: str
    spark: Spark | None
    spark_label: str


def marketing(board: Board) -> Half:
    """Return what marketing delivers of what it promised."""
    flow = board.waterfall
    has_goal = bool(flow.goal)
    ahead = flow.ahead or 0
    return Half(
        title=_("Marketing delivers"),
        value=words.figure(flow.delivered),
        of=_of_goal(flow.goal) if flow.goal else _leads_word(flow.delivered),
        url=drill_url(Figure.DELIVERED, board.period),
        percent=_of(flow.delivered, flow.goal) if has_goal else "",
        mark=_of(flow.plan_now or 0, flow.goal) if has_goal else "",
        state="on_track" if ahead >= 0 else "at_risk",
        says=words.of_plan(ahead) if has_goal else "",
        beside=_worth(board) if has_goal else [Figured(_("The agreement names no goal."), "")],
    )


def sales(board: Board) -> Half:
    """Return how much of its promise sales keeps."""
    verdicts, goal = board.of(Metric.FIRST_TOUCH), board.ground.goal_percent
    attainment = verdicts.attainment
    is_reached = attainment is not None and attainment >= goal
    return Half(
        title=_("Sales responds"),
        value=words.share(attainment),
        of=_("first contact within the promise"),
        url=drill_url(Figure.JUDGED, board.period),
        percent="0" if attainment is None else f"{attainment:.1f}",
        mark=str(goal),
        state="on_track" if is_reached or attainment is None else "at_risk",
        says="" if attainment is None else words.of_goal(attainment, goal),
        beside=_beside(board),
        adjusted=_adjusted(board),
    )


def _adjusted(board: Board) -> Figured | None:
    """Return the attainment with excuses; it opens what was excused."""
    found = board.of(Metric.FIRST_TOUCH)
    if not found.excused:
        return None
    url = drill_url(Figure.EXCUSED, board.period)
    return Figured(words.with_excuses(found.adjusted), url)


def _worth(board: Board) -> list[Figured]:
    """Return what the delivered leads are worth of what was agreed."""
    if board.worth is None:
        return []
    text = _("%(value)s of %(goal)s in expected value") % {
        "value": words.money(board.worth.delivered, board.ground.currency),
        "goal": words.money(board.worth.goal, board.ground.currency),
    }
    url = drill_url(Figure.DELIVERED, board.period)
    if board.worth.projected is None:
        return [Figured(text, url)]
    ends = words.money(board.worth.projected, board.ground.currency)
    return [Figured(text, url), Figured(_("On course for %(value)s") % {"value": ends}, url)]


def kpis(board: Board) -> list[Kpi]:
    """Return the three figures."""
    return [_median(board), _acceptance(board), _breached(board)]


def _beside(board: Board) -> list[Figured]:
    """Return what stands beside the attainment: each verdict's count, and the claims' share."""
    found, period = board.of(Metric.FIRST_TOUCH), board.period
    claims = board.of(Metric.CLAIM)
    figures = [
        (_("%(n)s kept"), found.kept, Figure.KEPT),
        (_("%(n)s broken"), found.broken, Figure.BROKEN),
        (_("%(n)s not due yet"), found.running, Figure.RUNNING),
        (_("%(n)s fell away"), found.void, Figure.VOID),
    ]
    texts = [
        Figured(text % {"n": words.figure(count)}, drill_url(figure, period))
        for text, count, figure in figures
        if count or figure in (Figure.KEPT, Figure.BROKEN)
    ]
    claimed = _("%(share)s claimed in time") % {"share": words.share(claims.attainment)}
    if claims.excused:
        claimed = f"{claimed} · {words.with_excuses(claims.adjusted)}"
    url = drill_url(Figure.JUDGED, period, metric=Metric.CLAIM.value)
    return [*texts, Figured(claimed, url)] if claims.judged else texts


def _median(board: Board) -> Kpi:
    now, before = board.response.median, board.response.previous_median
    change = None if now is None or before is None else now - before
    return _kpi(
        board,
        label=_("Median response"),
        value=short_words(now, is_work=True),
        url=drill_url(Figure.ANSWERED, board.period),
        delta=short_words(abs(change), is_work=True) if change else "",
        change=change,
        is_less_better=True,
        course=board.response.weekly_medians,
    )


def _acceptance(board: Board) -> Kpi:
    now = board.delivered.acceptance_rate(board.period)
    before = board.delivered.acceptance_rate(board.compared)
    change = None if now is None or before is None else round(now) - round(before)
    return _kpi(
        board,
        label=_("Acceptance rate"),
        value=words.share(now),
        url=drill_url(Figure.ACCEPTED, board.period),
        delta=_points(abs(change)) if change else "",
        change=change,
        course=[board.delivered.acceptance_rate(week) for week in board.weeks],
    )


def _breached(board: Board) -> Kpi:
    """Return the open breaches; the change and the course are of all breaches, also ended ones."""
    broken = board.of(Metric.FIRST_TOUCH).broken
    change = broken - board.of(Metric.FIRST_TOUCH, board.compared).broken
    weekly = [board.of(Metric.FIRST_TOUCH, week).broken for week in board.weeks]
    kpi = _kpi(
        board,
        label=_("Breached right now"),
        value=words.figure(board.live.breached),
        url=drill_url(Figure.BREACHED),
        state="breached" if board.live.breached else "",
        delta=_breaches(abs(change)) if change else "",
        change=change,
        is_less_better=True,
        course=weekly if any(weekly) else [],
    )
    span = words.span_text(board.compared)
    return replace(kpi, note=_("in this period, vs %(span)s") % {"span": span} if change else "")


def _kpi(
    board: Board,
    *,
    label: str,
    value: str,
    url: str,
    delta: str,
    change: float | None,
    course: list[float | None] | list[int | None] | list[int],
    state: str = "",
    is_less_better: bool = False,
) -> Kpi:
    is_rtl = board.is_rtl
    is_good = ((change or 0) < 0) == is_less_better
    span = words.span_text(board.compared)
    return Kpi(
        label=label,
        value=value,
        url=url,
        state=state,
        delta=delta,
        direction="up" if (change or 0) > 0 else "down",
        good="yes" if is_good else "no",
        note=_("vs %(span)s") % {"span": span} if delta else "",
        spark=spark(course, is_rtl=is_rtl),
        spark_label=_("%(figure)s over the last weeks") % {"figure": label},
    )


def _of_goal(goal: int) -> str:
    text = ngettext("of %(goal)s qualified lead", "of %(goal)s qualified leads", goal)
    return text % {"goal": words.figure(goal)}


def _leads_word(number: int) -> str:
    """Return the words that follow ``number``, which stands in larger letters before them."""
    return ngettext("qualified lead", "qualified leads", number)


def _points(number: int) -> str:
    return ngettext("%(n)s point", "%(n)s points", number) % {"n": number}


def _breaches(number: int) -> str:
    text = ngettext("%(n)s breach", "%(n)s breaches", number)
    return text % {"n": words.figure(number)}


def _of(value: float, goal: int | None) -> str:
    return f"{min(100.0, 100 * value / goal):.1f}" if goal else ""
