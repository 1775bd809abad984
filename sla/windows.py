"""Opening windows as people write them, read into seconds of the local day.

A window is half open, `[open, close)`. Inside the engine it is a pair of whole seconds since local
midnight by the wall clock; 24:00 is 86,400.
"""

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise
from typing import TypeAlias

from sla.calendar_errors import BadShape, BadTime, BadWindow, OverlappingWindows

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS = 86_400

Edge: TypeAlias = str | time
WrittenWindows: TypeAlias = Iterable[Iterable[Edge]]
Spans: TypeAlias = tuple[tuple[int, int], ...]

_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_TYPED_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")  # \d: Arabic digits are digits too
_BETWEEN_WINDOWS = re.compile(r"[,،;؛\n]")
_BETWEEN_EDGES = re.compile(r"[-–—−]")


def read_windows(windows: WrittenWindows | None, *, day: str) -> Spans:
    """Return a day's windows in order, as seconds since local midnight.

    `day` names the day in errors. Takes times as "HH:MM", "HH:MM:SS" or `datetime.time`, literally:
    23:59 is 23:59. None is a closed day. Raises BadShape, BadTime, BadWindow, OverlappingWindows.
    """
    if windows is None:
        return ()
    if isinstance(windows, str) or not isinstance(windows, Iterable):
        raise BadShape(part=day, wanted="a list of windows", value=windows)
    return _in_order([_read_window(window, day, _CLOCK) for window in windows], day)


def parse_windows(typed: str | WrittenWindows, *, day: str = "") -> tuple[tuple[str, str], ...]:
    """Return what a person typed as windows for a calendar; the one place for the rules of input.

    Takes "09:00-12:30, 13:30-18:00" (any dash; commas, semicolons or lines; any script's digits) or
    pairs of times. A typed end of 23:59 means midnight and becomes 24:00, since many time fields
    cannot say 24:00. Empty text is a closed day. Raises as `read_windows` does.
    """
    if isinstance(typed, str):
        pieces = [piece.strip() for piece in _BETWEEN_WINDOWS.split(typed)]
        pairs: WrittenWindows = [_BETWEEN_EDGES.split(piece) for piece in pieces if piece]
    else:
        pairs = typed
    spans = [_read_window(pair, day, _TYPED_CLOCK) for pair in pairs]
    last_minute = DAY_SECONDS - 60
    until_midnight = [
        (opens, DAY_SECONDS if last_minute <= closes else closes) for opens, closes in spans
    ]
    return write_windows(_in_order(until_midnight, day))


def write_windows(spans: Spans) -> tuple[tuple[str, str], ...]:
    """Return seconds since local midnight as pairs of "HH:MM" (or "HH:MM:SS")."""
    return tuple((_write_clock(opens), _write_clock(closes)) for opens, closes in spans)


def _read_window(window: object, day: str, clock: re.Pattern[str]) -> tuple[int, int]:
    """Return one written window as seconds. Raises BadTime or BadWindow."""
    if isinstance(window, str) or not isinstance(window, Iterable):
        raise BadWindow(day=day, value=window)
    edges = tuple(window)
    if len(edges) != 2:  # noqa: PLR2004 - a window has two edges
        raise BadWindow(day=day, value=window)
    opens, closes = (_read_clock(edge, day, clock) for edge in edges)
    if opens == DAY_SECONDS:
        raise BadTime(day=day, value=edges[0])
    if closes <= opens:
        raise BadWindow(day=day, value=edges)
    return opens, closes


def _read_clock(edge: object, day: str, clock: re.Pattern[str]) -> int:
    """Return a time of day as seconds since midnight. Raises BadTime."""
    if isinstance(edge, time) and edge.tzinfo is None and not edge.microsecond:
        return edge.hour * 3600 + edge.minute * 60 + edge.second
    match = (
        clock.fullmatch(edge.strip() if clock is _TYPED_CLOCK else edge)
        if isinstance(edge, str)
        else None
    )
    if match is None:
        raise BadTime(day=day, value=edge)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if max(minutes, seconds) > 59 or total > DAY_SECONDS:  # noqa: PLR2004 - sixty to the minute and hour
        raise BadTime(day=day, value=edge)
    return total


def _in_order(spans: list[tuple[int, int]], day: str) -> Spans:
    """Return the windows of one day sorted. Raises OverlappingWindows."""
    ordered = tuple(sorted(spans))
    for earlier, later in pairwise(ordered):
        if later[0] < earlier[1]:
            first, second = ("-".join(written) for written in write_windows((earlier, later)))
            raise OverlappingWindows(day=day, first=first, second=second)
    return ordered


def _write_clock(seconds: int) -> str:
    """Return seconds since midnight as "HH:MM", or "HH:MM:SS" where they are not whole minutes."""
    minutes, rest = divmod(seconds, 60)
    written = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{written}:{rest:02d}" if rest else written
