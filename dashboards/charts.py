"""Geometry of fluid charts. Pure; no Django.

Every coordinate is a percentage in text: the drawing stretches with its box, its letters keep
their size, and no number meets a locale that writes decimals with a comma. In a right-to-left
page x runs from the right: what lies at ``x`` lies at ``100 - x``.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
NICE_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
TICKS = 4
SMALLEST = 1e-6  # less is nothing that a chart could show


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, what it says, how it is anchored; a minor one yields on phones."""

    at: str
    label: str
    anchor: str = "middle"
    is_minor: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle, and the middle of its upper edge."""

    x: str
    y: str
    width: str
    height: str
    middle: str


@dataclass(frozen=True)
class Lines:
    """The burn-up: paths in a box of 100 by 100, and where its marks stand."""

    top: float
    ticks: list[Tick]
    line: str
    area: str
    plan: str
    projection: str
    goal_y: str
    now_x: str
    now_y: str
    end_x: str
    end_y: str
    days: list[Box]


@dataclass(frozen=True)
class Bar:
    """A bar of two parts, the second upon the first; ``hit`` is the column it stands in."""

    first: Box
    second: Box
    hit: Box
    top_y: str


@dataclass(frozen=True)
class Spark:
    """The course of a figure: a path in a box of 100 by 100 and its last point."""

    path: str
    x: str
    y: str


def percent(value: float) -> str:
    """Return ``value`` as text with a percent sign, in at most two decimals."""
    return f"{_plain(value)}%"


def nice_top(value: float) -> float:
    """Return a round number that is not smaller than ``value``, for the top of an axis."""
    if value < SMALLEST:
        return 1
    power = math.pow(10, math.floor(math.log10(value)))
    return next(step * power for step in NICE_STEPS if value <= step * power * 1.000001)


def whole_top(value: float) -> int:
    """Return a top that four ticks divide into whole numbers, for axes that count."""
    if value <= TICKS:
        return TICKS
    top = nice_top(value)
    return TICKS * math.ceil(top / TICKS)


def mirrored(x: float, *, is_rtl: bool) -> float:
    """Return the place of ``x`` (0 to 100) in the page's direction."""
    return 100 - x if is_rtl else x


def y_ticks(top: float, unit: str = "") -> list[Tick]:
    """Return the marks of a vertical axis from 0 to ``top``."""
    return [
        Tick(percent(100 - 100 * place / TICKS), f"{top * place / TICKS:,.0f}{unit}")
        for place in range(TICKS + 1)
    ]


def bar_box(start: float, length: float, *, is_rtl: bool) -> tuple[str, str]:
    """Return (x, width) of a horizontal bar that begins at ``start``, in percent."""
    return percent(100 - start - length if is_rtl else start), percent(length)


def burn_up(
    totals: Sequence[int],
    plan: Sequence[float],
    *,
    days: int,
    goal: int | None,
    projected: int | None,
    is_rtl: bool,
) -> Lines:
    """Return the burn-up of ``totals`` by the end of each day that has come, of ``days`` in all.

    ``plan`` holds the plan at the end of every day, or nothing where no goal was agreed.
    """
    last = totals[-1] if totals else 0
    top = whole_top(max(last, 1.08 * (goal or 0), projected or 0, *(plan or [0])))

    def at(day: float, value: float) -> Point:
        return mirrored(100 * day / days, is_rtl=is_rtl), 100 - 100 * min(value, top) / top

    done = [at(0, 0), *(at(day, total) for day, total in enumerate(totals, 1))]
    end = at(days, projected if projected is not None else last)
    return Lines(
        top=top,
        ticks=y_ticks(top),
        line=path(done),
        area=f"{path([*done, at(len(totals), 0)])} Z",
        plan=path([at(0, 0), *(at(day, value) for day, value in enumerate(plan, 1))])
        if plan
        else "",
        projection=path([done[-1], end]) if projected is not None else "",
        goal_y=percent(at(0, goal or 0)[1]),
        now_x=percent(done[-1][0]),
        now_y=percent(done[-1][1]),
        end_x=percent(end[0]),
        end_y=percent(end[1]),
        days=[_column(day, days, point, is_rtl=is_rtl) for day, point in enumerate(done[1:])],
    )


def stacked_bars(
    pairs: Sequence[tuple[float, float]], *, top: float, is_rtl: bool, gap: float = 0.14
) -> list[Bar]:
    """Return a bar for each (first, second) pair, as high as their sum of ``top``."""
    return [
        _bar(place, pair, len(pairs), top, gap, is_rtl=is_rtl) for place, pair in enumerate(pairs)
    ]


def boundary(place: int, count: int, *, is_rtl: bool) -> str:
    """Return the x between bar ``place - 1`` and bar ``place`` of ``count`` bars."""
    return percent(mirrored(100 * place / count, is_rtl=is_rtl))


def spark(values: Iterable[float | None], *, is_rtl: bool) -> Spark | None:
    """Return the course of ``values``, unknown ones left out; None with fewer than two known."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    low, high = min(value for _p, value in known), max(value for _p, value in known)
    first, last = known[0][0], known[-1][0]
    points = [
        (
            mirrored(100 * (place - first) / (last - first), is_rtl=is_rtl),
            92 - 84 * (value - low) / (high - low) if high > low else 50.0,
        )
        for place, value in known
    ]
    return Spark(path(points), percent(points[-1][0]), percent(points[-1][1]))


def funnel_shape(share: float, next_share: float | None, *, is_rtl: bool) -> str:
    """Return the path of a funnel's step in a box of 100 by 100.

    ``share`` and ``next_share`` (None for the last step) are of the first step, 0 to 1. Heights
    follow a root of them, so that the last steps can still be seen.
    """
    high = _height(share)
    low = high if next_share is None else _height(next_share)
    top, bottom = _plain((100 - high) / 2), _plain((100 + high) / 2)
    next_top, next_bottom = _plain((100 - low) / 2), _plain((100 + low) / 2)
    start, bend, pull_in, pull_out, end = (
        _plain(mirrored(x, is_rtl=is_rtl)) for x in (0, 62, 80, 82, 100)
    )
    return (
        f"M{start} {top} L{bend} {top} C{pull_in} {top} {pull_out} {next_top} {end} {next_top} "
        f"L{end} {next_bottom} C{pull_out} {next_bottom} {pull_in} {bottom} {bend} {bottom} "
        f"L{start} {bottom} Z"
    )


def path(points: Iterable[Point]) -> str:
    """Return a path through ``points``."""
    return "M" + " L".join(f"{_plain(x)} {_plain(y)}" for x, y in points)


def _column(day: int, days: int, point: Point, *, is_rtl: bool) -> Box:
    """Return the column under the pointer for the end of day ``day`` (0 the first)."""
    width = 100 / days
    x, wide = bar_box(min(100 - width, (day + 0.5) * width), width, is_rtl=is_rtl)
    return Box(x, percent(point[1]), wide, "100%", percent(point[0]))


def _bar(
    place: int, pair: tuple[float, float], count: int, top: float, gap: float, *, is_rtl: bool
) -> Bar:
    width = 100 / count
    start = place * width
    first, second = (100 * value / top for value in pair)
    middle = percent(mirrored(start + width / 2, is_rtl=is_rtl))
    x, wide = bar_box(start + width * gap / 2, width * (1 - gap), is_rtl=is_rtl)
    hit_x, hit_wide = bar_box(start, width, is_rtl=is_rtl)
    return Bar(
        first=Box(x, percent(100 - first), wide, percent(first), middle),
        second=Box(x, percent(100 - first - second), wide, percent(second), middle),
        hit=Box(hit_x, "0%", hit_wide, "100%", middle),
        top_y=percent(100 - first - second),
    )


def _height(share: float) -> float:
    return 100 * math.pow(min(1.0, max(0.0, share)), 0.62)


def _plain(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
