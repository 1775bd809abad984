"""How long leads wait for a first touch: median, 90th percentile, and how the waits spread.

Business time is what was promised, so it is primary; calendar time is what the buyer felt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dashboards.periods import Period
from dashboards.spreads import Spread
from dashboards.sums import DueSum
from sla.models import Metric

# Edges of the bars as shares of the promise: four bars within it, four past it.
SHARES = ((1, 6), (1, 3), (1, 2), (1, 1), (2, 1), (4, 1), (8, 1))
BARS = len(SHARES) + 1
DEFAULT_PROMISE_SECONDS = 3600


@dataclass(frozen=True)
class Bar:
    """Answers that took more than ``low`` and at most ``high`` business seconds; None: no end."""

    low: int
    high: int | None
    kept: int
    late: int

    @property
    def count(self) -> int:
        """Return how many answers took so long."""
        return self.kept + self.late


@dataclass(frozen=True)
class Response:
    """The answers to leads due in a period; every duration in seconds, None without an answer."""

    answered: int
    late: int
    waiting: int
    median: int | None
    p90: int | None
    raw_median: int | None
    raw_p90: int | None
    previous_median: int | None
    weekly_medians: list[int | None]
    promise_seconds: int
    bars: list[Bar]


def edges(promise_seconds: int) -> list[tuple[int, int | None]]:
    """Return the bars' bounds: (low, high], the promise itself being one of them."""
    highs = [max(1, promise_seconds * top // bottom) for top, bottom in SHARES]
    return list(zip([0, *highs], [*highs, None], strict=True))


def in_bar(bound: tuple[int, int | None]) -> Q:
    """Return the condition of an answer within ``bound``; the first bar takes the zeros too."""
    low, high = bound
    above = Q(business_seconds__gt=low) if low else Q(business_seconds__gte=0)
    return above if high is None else above & Q(business_seconds__lte=high)


def response(
    days: Mapping[tuple[str, date], DueSum],
    period: Period,
    *,
    promise_seconds: int = DEFAULT_PROMISE_SECONDS,
    compared: Period | None = None,
    weeks: Sequence[Period] = (),
) -> Response:
    """Return the answers to first touches due in ``period``, put together from ``days``.

    ``promise_seconds`` placed the bars of ``days``; ``compared`` and ``weeks`` are spans that want
    a median.
    """
    mine = _due_in(days, period)
    business, raw = Spread(*(day.business for day in mine)), Spread(*(day.raw for day in mine))
    kept, late = (
        _summed(getattr(day, f"{name}_bars") for day in mine) for name in ("kept", "late")
    )
    return Response(
        answered=sum(kept) + sum(late),
        late=sum(late),
        waiting=sum(day.waiting for day in mine),
        median=business.percentile(0.5),
        p90=business.percentile(0.9),
        raw_median=raw.percentile(0.5),
        raw_p90=raw.percentile(0.9),
        previous_median=None if compared is None else _median(days, compared),
        weekly_medians=[_median(days, week) for week in weeks],
        promise_seconds=promise_seconds,
        bars=[
            Bar(low, high, kept[place], late[place])
            for place, (low, high) in enumerate(edges(promise_seconds))
        ],
    )


def _due_in(days: Mapping[tuple[str, date], DueSum], span: Period) -> list[DueSum]:
    found = ((day, days.get((Metric.FIRST_TOUCH, day))) for day in span.dates)
    return [each for _day, each in found if each is not None]


def _median(days: Mapping[tuple[str, date], DueSum], span: Period) -> int | None:
    return Spread(*(day.business for day in _due_in(days, span))).percentile(0.5)


def _summed(rows: Iterable[tuple[int, ...]]) -> list[int]:
    """Return the sum of each bar over ``rows``."""
    return [sum(column) for column in zip((0,) * BARS, *rows, strict=True)]
