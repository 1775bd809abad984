"""Where the time of broken promises went: unclaimed, in whose hands, paused.

Summed up from the shares that are kept of each breach that has ended; what nobody has answered yet
counts once it is. The breaches as they are, before any is set aside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from dashboards.breakdown import Dimension, names_of
from dashboards.sums import ShareSum
from sla.models import BreachShare, Metric, SharePart

# As the card shows them: what the buyer felt first, then step by step.
IN_ORDER = (
    Metric.FIRST_TOUCH,
    Metric.CLAIM,
    Metric.ATTEMPT,
    Metric.OWNER_TOUCH,
    Metric.DECISION,
    Metric.ANSWER,
)


@dataclass(frozen=True)
class Spent:
    """What one part of the time of a period's breaches adds up to, of one person or of nobody."""

    metric: str
    part: str
    key: int | None
    name: str
    breaches: int
    seconds: int


def late_time(sums: Iterable[ShareSum]) -> list[Spent]:
    """Return the parts that ``sums`` of days add up to, each promise's longest first; one query."""
    found: dict[tuple[str, str, int], list[ShareSum]] = {}
    for each in sums:
        found.setdefault((each.metric, each.part, each.key), []).append(each)
    names = names_of(Dimension.REP, [key for _metric, _part, key in found if key])
    spent = [
        Spent(
            metric=metric,
            part=part,
            key=key or None,
            name=names.get(key, ""),
            breaches=sum(row.breaches for row in rows),
            seconds=sum(row.seconds for row in rows),
        )
        for (metric, part, key), rows in found.items()
    ]
    return sorted(spent, key=lambda each: (IN_ORDER.index(Metric(each.metric)), -each.seconds))


def seconds_by_part(spent: Iterable[Spent], metric: str) -> dict[str, int]:
    """Return how many seconds each part of ``metric`` took, nothing for one that took none."""
    sums: dict[str, int] = {}
    for each in spent:
        if each.metric == metric:
            sums[each.part] = sums.get(each.part, 0) + each.seconds
    return sums


def counted(spent: Sequence[Spent], metric: str) -> int:
    """Return the seconds of ``metric`` that the promise counted: all but the pauses."""
    sums = seconds_by_part(spent, metric)
    return sum(seconds for part, seconds in sums.items() if part != SharePart.PAUSED)


def has_share(part: str, person: int | None = None) -> Q:
    """Return the condition of a clock whose breach has a share of ``part``, or of one person's."""
    rows = BreachShare.objects.filter(breach__clock=OuterRef("pk"), part=part)
    mine = rows if person is None else rows.filter(person=person)
    return Q(Exists(mine), breached_at__isnull=False)
