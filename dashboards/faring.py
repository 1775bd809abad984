"""How the leads of a persona fare: figures, why they come back, where they come from, examples."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from dashboards import breakdown as rates
from dashboards import fate, funnel
from dashboards.attainment import Verdicts
from dashboards.breakdown import Part
from dashboards.days import Days
from dashboards.fate import By, Fate
from dashboards.models import Dimension
from dashboards.periods import Period
from dashboards.verdicts import within
from leads.models import Handoff, Outcome, ReturnReason, Source
from personas.models import Persona

LOOKED_AT = 2000  # the newest hand-offs: their reasons and sources say enough
SHOWN = 3
_NO_PROMISE = Part(None, "", Verdicts(), None, None)


@dataclass(frozen=True)
class Faring:
    """What became of a persona's leads, and how sales kept its promise to them."""

    fate: Fate
    promise: Part

    @property
    def win_rate(self) -> float | None:
        """Return the percentage won of those that are over, None without any."""
        over = self.fate.won + self.fate.returned + self.fate.lost
        return 100 * self.fate.won / over if over else None

    @property
    def breach_rate(self) -> float | None:
        """Return the percentage of promises of a first touch that were broken."""
        return self.promise.verdicts.breach_rate


@dataclass(frozen=True)
class Ranked:
    """One reason or source, of how many leads, and how many of them were won."""

    key: int
    name: str
    count: int
    won: int = 0


@dataclass(frozen=True)
class Close:
    """What is seen of the newest hand-offs alone; ``looked_at`` of them."""

    looked_at: int = 0
    reasons: list[Ranked] = field(default_factory=list)
    sources: list[Ranked] = field(default_factory=list)
    won: list[Handoff] = field(default_factory=list)


def faring(days: Days, period: Period, personas: Iterable[Persona]) -> dict[int, Faring]:
    """Return how the leads of each of ``personas`` fare, by its id."""
    found = {row.key: row for row in fate.fates(days, period, By.PERSONA).rows}
    promises = {
        part.key: part
        for part in rates.breakdown(days.parts(period, Dimension.PERSONA), Dimension.PERSONA)
    }
    return {
        one.pk: Faring(found.get(one.pk, Fate(one.pk, one.name)), promises.get(one.pk, _NO_PROMISE))
        for one in personas
    }


def close(persona: Persona, period: Period) -> Close:
    """Return the frequent reasons and sources of its newest leads, and its newest won ones."""
    mine = funnel.delivered(within("handed_at", period)).filter(persona=persona)
    rows = list(
        mine.order_by("-handed_at").values_list("source_id", "reason_id", "outcome")[:LOOKED_AT]
    )
    came = Counter(source for source, _reason, _outcome in rows if source)
    won = Counter(source for source, _reason, outcome in rows if outcome == Outcome.WON)
    back = Counter(reason for _source, reason, _outcome in rows if reason)
    sources = dict(Source.objects.filter(pk__in=came).values_list("pk", "name"))
    reasons = {row.pk: str(row) for row in ReturnReason.objects.filter(pk__in=back)}
    return Close(
        looked_at=len(rows),
        reasons=[Ranked(key, reasons[key], count) for key, count in back.most_common(SHOWN)],
        sources=[
            Ranked(key, sources[key], count, won[key]) for key, count in came.most_common(SHOWN)
        ],
        won=list(
            mine.filter(outcome=Outcome.WON, closed_at__isnull=False)
            .order_by("-handed_at")
            .select_related("lead")[:SHOWN]
        ),
    )
