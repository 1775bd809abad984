"""How long leads wait for a first touch: median, 90th percentile, and how the waits spread.

Business time is what was promised, so it is primary; calendar time is what the buyer felt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from dashboards.periods import Period, hull
from dashboards.verdicts import (
    HAS_ANSWER,
    Percentile,
    cohort,
    is_broken,
    is_kept,
    within,
)
from sla.models import Metric

# Edges of the bars as shares of the promise: four bars within it, four past it.
SHARES = ((1, 6), (1, 3), (1, 2), (1, 1), (2, 1), (4, 1), (8, 1))
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
    period: Period,
    at: datetime,
    *,
    promise_seconds: int = DEFAULT_PROMISE_SECONDS,
    compared: Period | None = None,
    weeks: Sequence[Period] = (),
) -> Response:
    """Return the answers to first touches due in ``period``; one query over all the spans.

    ``promise_seconds`` places the bars; ``compared`` and ``weeks`` are spans that want a median.
    """
    spans = [span for span in (period, compared, *weeks) if span is not None]
    row = (
        cohort(hull(spans))
        .filter(metric=Metric.FIRST_TOUCH)
        .aggregate(
            **_figures(within("due_at", period), at),
            **_bars(within("due_at", period), at, promise_seconds),
            **{f"median_{place}": _median(span) for place, span in enumerate(spans[1:])},
        )
    )
    others = [_whole(row[f"median_{place}"]) for place in range(len(spans) - 1)]
    previous = others.pop(0) if compared is not None else None
    return Response(
        answered=row["answered"],
        late=row["late"],
        waiting=row["waiting"],
        median=_whole(row["median"]),
        p90=_whole(row["p90"]),
        raw_median=_whole(row["raw_median"]),
        raw_p90=_whole(row["raw_p90"]),
        previous_median=previous,
        weekly_medians=others,
        promise_seconds=promise_seconds,
        bars=[
            Bar(low, high, row[f"kept_{place}"], row[f"late_{place}"])
            for place, (low, high) in enumerate(edges(promise_seconds))
        ],
    )


def _figures(mine: Q, at: datetime) -> dict[str, Count | Percentile]:
    answered = mine & HAS_ANSWER
    shares = {
        f"{prefix}{name}": Percentile(F(field), share, filter=answered)
        for prefix, field in (("", "business_seconds"), ("raw_", "raw_seconds"))
        for name, share in (("median", "0.5"), ("p90", "0.9"))
    }
    return {
        **shares,
        "answered": Count("pk", filter=answered),
        "late": Count("pk", filter=answered & is_broken(at)),
        "waiting": Count("pk", filter=mine & is_broken(at) & Q(stopped_at__isnull=True)),
    }


def _bars(mine: Q, at: datetime, promise_seconds: int) -> dict[str, Count]:
    bars = {}
    for place, bound in enumerate(edges(promise_seconds)):
        here = mine & HAS_ANSWER & in_bar(bound)
        bars[f"kept_{place}"] = Count("pk", filter=here & is_kept())
        bars[f"late_{place}"] = Count("pk", filter=here & is_broken(at))
    return bars


def _median(span: Period) -> Percentile:
    answered = within("due_at", span) & HAS_ANSWER
    return Percentile(F("business_seconds"), "0.5", filter=answered)


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
