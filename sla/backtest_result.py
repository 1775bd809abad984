"""What a backtest has found out, read from its counts: the same for the page and for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sla import replaying
from sla.backtest import BROKEN, KEPT, RUNNING, VOID, tightest
from sla.backtesting import Options, options_of
from sla.models import Backtest, Metric
from sla.targets import TargetText


@dataclass(frozen=True)
class Share:
    """How many promises would have been kept, broken, run still, or have fallen away."""

    kept: int = 0
    broken: int = 0
    running: int = 0
    void: int = 0

    def __add__(self, other: "Share") -> "Share":
        """Return both together."""
        return Share(
            self.kept + other.kept,
            self.broken + other.broken,
            self.running + other.running,
            self.void + other.void,
        )

    @property
    def judged(self) -> int:
        """Return how many count: kept or broken."""
        return self.kept + self.broken

    @property
    def percent(self) -> int | None:
        """Return the share that was kept, rounded down; None where nothing was judged."""
        return 100 * self.kept // self.judged if self.judged else None


@dataclass(frozen=True)
class Tried:
    """One target and its share; ``tightest_seconds``: see ``sla.backtest.tightest``."""

    text: TargetText
    share: Share
    tightest_seconds: int | None


@dataclass(frozen=True)
class Climb:
    """A step of the ladder, and how often it would have come."""

    percent: int | None
    after_seconds: int | None
    count: int


@dataclass(frozen=True)
class Found:
    """What one version would have made of the hand-offs.

    ``reps``: breaches charged by person, ``sources``: (broken, judged) by source; 0 stands for
    nobody and for none. ``without_clock`` by metric. The seconds are of sales' work.
    """

    number: int
    goal_percent: int
    handoffs: int
    targets: list[Tried]
    climbs: list[Climb]
    reps: dict[int, int]
    sources: dict[int, tuple[int, int]]
    without_clock: dict[str, int]
    needed_seconds: int
    there_seconds: int

    @property
    def metrics(self) -> dict[str, Share]:
        """Return the share of each metric that it promises, in their order."""
        return {
            metric: sum((one.share for one in self.targets if one.text.metric == metric), Share())
            for metric in Metric.values
            if any(one.text.metric == metric for one in self.targets)
        }

    @property
    def whole(self) -> Share:
        """Return the share of all promises together."""
        return sum((one.share for one in self.targets), Share())

    @property
    def missed(self) -> list[str]:
        """Return the metrics that would have stayed below the goal."""
        return [
            metric
            for metric, share in self.metrics.items()
            if share.kept * 100 < self.goal_percent * share.judged
        ]

    @property
    def load_percent(self) -> int:
        """Return how much of sales' time the attempts take, rounded up."""
        return -(-100 * self.needed_seconds // self.there_seconds)

    @property
    def is_workable(self) -> bool:
        """Return whether there are hours enough for every attempt."""
        return self.needed_seconds <= self.there_seconds

    @property
    def can_be_kept(self) -> bool | None:
        """Return whether the promise can be kept; None where nothing was judged."""
        return not self.missed and self.is_workable if self.whole.judged else None


def found(run: Backtest) -> list[Found]:
    """Return what ``run`` found of its version, and of the one that was in force, if any."""
    options = options_of(run)
    return [
        _found(plan, counts, options) for plan, counts in zip(run.plans, run.counts, strict=True)
    ]


def _found(plan: Mapping[str, Any], counts: Mapping[str, int], options: Options) -> Found:
    rules = replaying.rules_of(plan)
    attempts = counts.get("attempts", 0)
    return Found(
        number=plan["number"],
        goal_percent=plan["goal_percent"],
        handoffs=counts.get("handoffs", 0),
        targets=[
            Tried(rule, _share(counts, f"target/{place}"), tightest(counts, place))
            for place, rule in enumerate(rules)
        ],
        climbs=[
            Climb(percent, after, counts.get(f"step/{place}", 0))
            for place, (percent, after) in enumerate(plan["rungs"])
        ],
        reps={int(key): n for key, n in _under(counts, "rep")},
        sources={
            source: (share.broken, share.judged)
            for source in sorted({int(key.split("/")[0]) for key, _n in _under(counts, "source")})
            for share in (_share(counts, f"source/{source}"),)
        },
        without_clock=dict(_under(counts, "none")),
        needed_seconds=attempts * options.minutes * 60,
        there_seconds=options.reps * options.hours * options.weeks * 3600,
    )


def _share(counts: Mapping[str, int], prefix: str) -> Share:
    return Share(*(counts.get(f"{prefix}/{each}", 0) for each in (KEPT, BROKEN, RUNNING, VOID)))


def _under(counts: Mapping[str, int], word: str) -> Iterable[tuple[str, int]]:
    return ((k.removeprefix(f"{word}/"), n) for k, n in counts.items() if k.startswith(f"{word}/"))
