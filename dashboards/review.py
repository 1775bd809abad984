"""The review of a period: what both sides look at together, and what they may want to change.

Every figure is put together from what the days add up to, so that a quarter of a large company
costs as little as a quiet month. Shares are of what was due, or handed over, in the period; only
the questions that need time to be answered, whether a lead bought, look back over a year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from dashboards import funnel, periods
from dashboards.attainment import Verdicts
from dashboards.board import Ground
from dashboards.days import Days
from dashboards.funnel import Reached
from dashboards.late_time import Spent, late_time
from dashboards.models import HandedBy
from dashboards.pace import planned
from dashboards.periods import Period
from dashboards.spreads import Spread
from dashboards.sums import HandedPartSum, HandedSum, TargetSum
from dashboards.waits import SLOWEST
from dashboards.waterfall import Waterfall, waterfall
from dashboards.worth import Worth, worth
from leads.models import DefinitionCriterion, ReturnReason, Source
from personas.models import Persona
from sla.models import (
    AgreementVersion,
    Commitment,
    CommitmentState,
    Excuse,
    Measure,
    Metric,
    Pause,
    Target,
)
from sla.share_words import side_of
from teams.models import Side

LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Kept:
    """How one target of the agreement was kept: every promise on it that fell due."""

    target: Target
    verdicts: Verdicts
    waiting: int
    spread: Spread


@dataclass(frozen=True)
class Promise:
    """How one side kept one kind of promise."""

    metric: Metric
    side: Side
    verdicts: Verdicts


@dataclass(frozen=True)
class Pledged:
    """How marketing kept what it promised for whole periods: how many of them were judged.

    ``excused`` of the broken ones were set aside.
    """

    measure: Measure
    kept: int
    broken: int
    excused: int

    @property
    def verdicts(self) -> Verdicts:
        """Return them as the verdicts that every promise has."""
        return Verdicts(kept=self.kept, broken=self.broken, excused=self.excused)


@dataclass(frozen=True)
class Fate:
    """What became of the hand-offs of one source, persona, wait, criterion or reason.

    ``key`` is its id, 0 for those that have none.
    """

    key: int
    name: str
    delivered: int
    accepted: int
    rejected: int
    decided: int
    qualified: int
    won: int
    earned: Decimal


@dataclass(frozen=True)
class Review:
    """Every figure of the meeting. ``year`` is the span of ``waits`` and ``personas``."""

    ground: Ground
    period: Period
    year: Period
    targets: list[Kept]
    pledges: list[Pledged]
    pledges_of_year: list[Pledged]
    flow: Waterfall
    worth: Worth | None
    value_planned: int | None
    steps: list[Reached]
    earned: Decimal
    spent: list[Spent]
    sources: list[Fate]
    criteria: list[Fate]
    reasons: list[Fate]
    waits: list[Fate]
    personas: list[Fate]
    criterion_of: dict[int, DefinitionCriterion]
    excuses: dict[tuple[str, str], int]
    pauses: dict[str, int]

    @property
    def promises(self) -> list[Promise]:
        """Return the verdicts of each kind of promise that fell due, sales' first."""
        found: defaultdict[str, Verdicts] = defaultdict(Verdicts)
        for each in self.targets:
            found[each.target.metric] += each.verdicts
        return [
            Promise(metric, side_of(metric), found[metric]) for metric in Metric if metric in found
        ]

    def of_side(self, side: Side) -> Verdicts:
        """Return all verdicts on promises of ``side``."""
        mine = [each.verdicts for each in self.promises if each.side == side]
        return sum(mine, Verdicts())


def review(ground: Ground, period: Period) -> Review:
    """Return every figure of ``period`` at the ground's instant; 27 queries at most."""
    days = Days.seen(ground.at, ground.zone, ground.promise_seconds)
    handed, version = days.handed(period), ground.version
    year = year_until(period)
    parts = days.handed_parts(period, HandedBy.SOURCE, HandedBy.CRITERION, HandedBy.REASON)
    past = days.handed_parts(year, HandedBy.WAIT, HandedBy.PERSONA)
    criteria = _criteria(parts)
    return Review(
        ground=ground,
        period=period,
        year=year,
        targets=_targets(days.targets(period)),
        pledges=_pledges(period),
        pledges_of_year=_pledges(year, version) if version else [],
        flow=_flow(ground, period, handed),
        worth=worth(handed, period, version.goal_value if version else None, ground.hours),
        value_planned=_value_planned(ground, period),
        steps=funnel.funnel(handed, period),
        earned=sum((row.earned for row in parts if row.by == HandedBy.SOURCE), Decimal(0)),
        spent=late_time(days.shares(period)),
        sources=fates(parts, HandedBy.SOURCE, _names(Source.objects.all(), parts, HandedBy.SOURCE)),
        criteria=fates(
            parts, HandedBy.CRITERION, {key: str(each) for key, each in criteria.items()}
        ),
        reasons=fates(parts, HandedBy.REASON, _reasons(parts)),
        waits=fates(past, HandedBy.WAIT, {}),
        personas=fates(
            past, HandedBy.PERSONA, _names(Persona.objects.all(), past, HandedBy.PERSONA)
        ),
        criterion_of=criteria,
        excuses=_excuses(period),
        pauses=_pauses(period),
    )


def _flow(ground: Ground, period: Period, handed: Mapping[date, HandedSum]) -> Waterfall:
    goal = ground.version.goal_leads if ground.version else None
    counted = funnel.daily(handed)
    return waterfall(period, ground.at, counted=counted, goal=goal, hours=ground.hours)


def year_until(period: Period) -> Period:
    """Return the year that ends with ``period``."""
    first = period.to_date - LOOKED_BACK
    return periods.custom(first, period.last_date, period.zone)


def fates(rows: Iterable[HandedPartSum], by: HandedBy, names: dict[int, str]) -> list[Fate]:
    """Return what became of each part of ``by``, the largest first; waits in their order."""
    found: defaultdict[int, list[HandedPartSum]] = defaultdict(list)
    for row in rows:
        if row.by == by:
            found[row.key].append(row)
    parts = [_fate(key, names.get(key, ""), mine) for key, mine in found.items()]
    if by == HandedBy.WAIT:
        return sorted(parts, key=lambda part: part.key or SLOWEST + 1)
    return sorted(parts, key=lambda part: (not part.key, -part.delivered, part.name))


def _fate(key: int, name: str, rows: Sequence[HandedPartSum]) -> Fate:
    return Fate(
        key=key,
        name=name,
        delivered=sum(row.delivered for row in rows),
        accepted=sum(row.accepted for row in rows),
        rejected=sum(row.rejected for row in rows),
        decided=sum(row.decided for row in rows),
        qualified=sum(row.qualified for row in rows),
        won=sum(row.won for row in rows),
        earned=sum((row.earned for row in rows), Decimal(0)),
    )


def _targets(sums: Iterable[TargetSum]) -> list[Kept]:
    """Return how each target was kept, in the order of the agreement; one query."""
    found: defaultdict[int, list[TargetSum]] = defaultdict(list)
    for row in sums:
        found[row.target].append(row)
    rows = Target.objects.filter(pk__in=found).select_related("version")
    targets = sorted(
        rows, key=lambda each: (-each.version.number, _place(each), each.position, each.pk)
    )
    return [
        Kept(
            target=target,
            verdicts=Verdicts(
                kept=sum(row.kept for row in found[target.pk]),
                broken=sum(row.broken for row in found[target.pk]),
                running=sum(row.running for row in found[target.pk]),
                void=sum(row.void for row in found[target.pk]),
                excused=sum(row.excused for row in found[target.pk]),
            ),
            waiting=sum(row.waiting for row in found[target.pk]),
            spread=Spread(*(row.business for row in found[target.pk])),
        )
        for target in targets
    ]


def _place(target: Target) -> int:
    return list(Metric).index(Metric(target.metric))


def _keys(rows: Iterable[HandedPartSum], by: HandedBy) -> set[int]:
    return {row.key for row in rows if row.by == by and row.key}


def _names(
    named: QuerySet[Any, Any], rows: Iterable[HandedPartSum], by: HandedBy
) -> dict[int, str]:
    return dict(named.filter(pk__in=_keys(rows, by)).values_list("pk", "name"))


def _criteria(rows: Iterable[HandedPartSum]) -> dict[int, DefinitionCriterion]:
    keys = _keys(rows, HandedBy.CRITERION)
    found = DefinitionCriterion.objects.select_related("definition").filter(pk__in=keys)
    return {each.pk: each for each in found}


def _reasons(rows: Iterable[HandedPartSum]) -> dict[int, str]:
    found = ReturnReason.objects.filter(pk__in=_keys(rows, HandedBy.REASON))
    return {each.pk: str(each) for each in found}


def _pledges(period: Period, version: AgreementVersion | None = None) -> list[Pledged]:
    """Return how the commitments judged in the period went, of ``version`` alone if given."""
    rows = Commitment.objects.filter(
        due_at__gt=period.start,
        due_at__lte=period.end,
        state__in=[CommitmentState.KEPT, CommitmentState.BROKEN],
    )
    if version is not None:
        rows = rows.filter(pledge__version=version)
    found = {
        measure: Pledged(Measure(measure), kept, broken, excused)
        for measure, kept, broken, excused in rows.order_by()
        .values_list("measure")
        .annotate(
            kept=Count("pk", filter=Q(state=CommitmentState.KEPT)),
            broken=Count("pk", filter=Q(state=CommitmentState.BROKEN)),
            excused=Count("pk", filter=Q(breach__excused_at__isnull=False)),
        )
    }
    return [found[measure] for measure in Measure if measure in found]


def _value_planned(ground: Ground, period: Period) -> int | None:
    """Return the part of the goal in value that is due until now, or until the period's end."""
    goal = ground.version.goal_value if ground.version else None
    if not goal:
        return None
    return round(planned(int(goal), period, min(ground.at, period.end), ground.hours))


def _excuses(period: Period) -> dict[tuple[str, str], int]:
    """Return how many requests asked in the period stand how, by the side that asked."""
    rows = (
        Excuse.objects.filter(asked_at__gte=period.start, asked_at__lt=period.end)
        .order_by()
        .values_list("side", "state")
        .annotate(number=Count("pk"))
    )
    return {(side, state): number for side, state, number in rows}


def _pauses(period: Period) -> dict[str, int]:
    """Return how many pauses began in the period, by reason."""
    rows = (
        Pause.objects.filter(started_at__gte=period.start, started_at__lt=period.end)
        .order_by()
        .values_list("reason")
        .annotate(number=Count("pk"))
    )
    return dict(rows)
