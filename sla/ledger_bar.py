"""Geometry of the bar beside a ledger: what counted, late or in time, and what did not. Pure.

Every coordinate is a percentage in text; in a right-to-left page x runs from the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sla.explaining import Line, Why

FULL = 100.0


class Kind(StrEnum):
    """What a stretch of the bar stands for."""

    IN_TIME = "in_time"
    LATE = "late"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Segment:
    """A stretch of one kind: where it begins on the page, and how wide it is."""

    kind: Kind
    x: str
    width: str


def segments(lines: Sequence[Line], *, is_rtl: bool) -> list[Segment]:
    """Return the bar of ``lines``, from the start of the clock to its end or to now.

    Neighbours of one kind are one; what lies after the end has no place in it.
    """
    shown = [line for line in lines if line.why != Why.AFTER_END]
    if not shown:
        return []
    first, last = shown[0].start, shown[-1].end
    merged: list[tuple[Kind, datetime, datetime]] = []
    for line in shown:
        kind = _kind(line)
        if merged and merged[-1][0] is kind:
            merged[-1] = (kind, merged[-1][1], line.end)
        else:
            merged.append((kind, line.start, line.end))
    return [
        Segment(kind, *_box(start, end, first, last, is_rtl=is_rtl)) for kind, start, end in merged
    ]


def place(at: datetime, lines: Sequence[Line], *, is_rtl: bool) -> str:
    """Return where ``at`` lies on the bar of ``lines``; "" outside of it."""
    shown = [line for line in lines if line.why != Why.AFTER_END]
    if not shown or not shown[0].start < at < shown[-1].end:
        return ""
    share = FULL * ((at - shown[0].start) / (shown[-1].end - shown[0].start))
    return _percent(FULL - share if is_rtl else share)


def _kind(line: Line) -> Kind:
    if line.pause is not None:
        return Kind.PAUSED
    if not line.is_counted:
        return Kind.CLOSED
    return Kind.LATE if line.is_late else Kind.IN_TIME


def _box(
    start: datetime, end: datetime, first: datetime, last: datetime, *, is_rtl: bool
) -> tuple[str, str]:
    length = last - first
    x, width = FULL * ((start - first) / length), FULL * ((end - start) / length)
    return _percent(FULL - x - width if is_rtl else x), _percent(width)


def _percent(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{'0' if text in ('', '-0') else text}%"
