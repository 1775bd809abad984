"""The pace that a monthly goal asks for, by working time. Pure; no Django.

The goal of a month is spread over its open hours, so that nobody is behind on a Sunday. A period
that is no month has the parts of each month that lie in it.
"""

from datetime import datetime
from typing import Protocol

from dashboards.periods import Period, month_of


class OpenTime(Protocol):
    """What counts working time."""

    def between(self, start: datetime, end: datetime) -> int:
        """Return the open seconds in [start, end)."""


class AllTime:
    """Every second counts: for an agreement without a work calendar."""

    def between(self, start: datetime, end: datetime) -> int:
        """Return the seconds in [start, end)."""
        return max(0, int((end - start).total_seconds()))


def planned(goal: int, period: Period, until: datetime, hours: OpenTime) -> float:
    """Return how much of a monthly ``goal`` is due in ``period`` by ``until``."""
    total, month = 0.0, month_of(period.from_date, period.zone)
    while month.start < min(period.end, until):
        open_seconds = hours.between(month.start, month.end)
        start, end = max(month.start, period.start), min(month.end, period.end, until)
        if open_seconds and end > start:
            total += goal * hours.between(start, end) / open_seconds
        month = month.following()
    return total


def projected(delivered: int, period: Period, at: datetime, hours: OpenTime) -> int | None:
    """Return what ``period`` closes with at the pace so far, None before its first open hour."""
    worked = hours.between(period.start, min(at, period.end))
    if not worked:
        return None
    return round(delivered * hours.between(period.start, period.end) / worked)
