"""How a promise stands this month: kept and broken, target by target."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Q
from redis.exceptions import RedisError

from sla.models import AgreementVersion, Clock, Metric
from sla.verdicts import is_broken, is_excused, is_kept

KEPT_SECONDS = 60


@dataclass(frozen=True)
class Standing:
    """How many promises of one target were kept and broken, and the share that is meant to be.

    Of the broken, ``excused`` were set aside by the other side.
    """

    kept: int
    broken: int
    goal_percent: int
    excused: int = 0

    @property
    def judged(self) -> int:
        """Return how many have a verdict."""
        return self.kept + self.broken

    @property
    def percent(self) -> str:
        """Return the percentage kept, in whole figures; "" before the first verdict."""
        return f"{100 * self.kept / self.judged:.0f}" if self.judged else ""

    @property
    def adjusted(self) -> str:
        """Return the percentage kept without what is excused; "" where nothing is, or is left."""
        left = self.judged - self.excused
        return f"{100 * self.kept / left:.0f}" if self.excused and left else ""

    @property
    def state(self) -> str:
        """Return the state to show it in: on track where the goal is reached."""
        is_reached = 100 * self.kept >= self.goal_percent * self.judged
        return "on_track" if is_reached else "at_risk"


def standings(*, version: AgreementVersion, at: datetime, zone: str) -> dict[int, Standing]:
    """Return by target's id how ``version`` is kept in the month of ``at``.

    A promise counts in the month in which it fell due, in the company's ``zone``, as everywhere.
    At a million hand-offs the count reads some eighty thousand clocks: it is made once a minute.
    """
    key = f"sla.standing.excused:{version.code}:{at:%Y%m%d%H%M}"
    counted = _kept(key)
    if counted is None:
        counted = _counted(version, at, ZoneInfo(zone))
        with suppress(RedisError):
            cache.set(key, counted, KEPT_SECONDS)
    goal = version.goal_attainment_percent
    return {target: Standing(kept, broken, goal, out) for target, kept, broken, out in counted}


def _kept(key: str) -> list[tuple[int, int, int, int]] | None:
    """Return what was counted within the minute, None where nothing is or the cache is away."""
    try:
        kept: list[tuple[int, int, int, int]] | None = cache.get(key)
    except RedisError:
        return None
    return kept


def _counted(
    version: AgreementVersion, at: datetime, zone: ZoneInfo
) -> list[tuple[int, int, int, int]]:
    """Return for each target its id, and how many were kept, broken, and of these excused."""
    first, following = month_of(at, zone)
    rows = Clock.objects.filter(
        version=version, metric__in=Metric.values, due_at__gte=first, due_at__lt=following
    )
    counted = rows.values_list("target_id").annotate(
        kept=Count("pk", filter=is_kept()),
        broken=Count("pk", filter=is_broken(at)),
        excused=Count("pk", filter=is_broken(at) & Q(is_excused())),
    )
    return list(counted.order_by())


def month_of(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first instant of the local month of ``at``, and that of the following month."""
    local = at.astimezone(zone)
    first = datetime(local.year, local.month, 1, tzinfo=zone)
    is_last = local.month == 12  # noqa: PLR2004 - December
    year, month = (local.year + 1, 1) if is_last else (local.year, local.month + 1)
    return first, datetime(year, month, 1, tzinfo=zone)
