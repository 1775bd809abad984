"""What marketing has handed over in a span of time, as it stood at an instant."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Sum

from leads.models import Handoff, Outcome
from sla.models import GOALS, Measure

_IS_COMPLETE = ~(
    Q(brief__who="") | Q(brief__did="") | Q(brief__wants="") | Q(brief__why_now="")
) & Q(brief__isnull=False)


@dataclass(frozen=True)
class Counted:
    """What counts for a measure (leads or an amount), among so many hand-offs."""

    number: Fraction
    among: int

    def as_actual(self, measure: str) -> Fraction:
        """Return what is held against the plan: the number, or its percent of all."""
        if measure in GOALS:
            return self.number
        return 100 * self.number / self.among if self.among else Fraction(0)


def handed(*, since: datetime, until: datetime, as_of: datetime) -> QuerySet[Handoff, Handoff]:
    """Return what was handed over in ``[since, until)`` and by ``as_of`` not taken back.

    What is taken back later changes nothing of what stood then.
    """
    rows = Handoff.objects.filter(handed_at__gte=since, handed_at__lt=min(until, as_of))
    return rows.exclude(outcome=Outcome.WITHDRAWN, closed_at__lt=as_of)


def delivered(
    measure: str,
    *,
    since: datetime,
    until: datetime,
    as_of: datetime,
) -> Counted:
    """Return what was delivered of ``measure``: one query over the index of hand-offs by time."""
    rows = handed(since=since, until=until, as_of=as_of)
    if measure == Measure.VALUE:
        found = rows.aggregate(n=Count("pk"), value=Sum("expected_value"))
        return Counted(Fraction(found["value"] or 0), found["n"])
    conditions = {Measure.PROFILE: Q(persona__isnull=False), Measure.BRIEF: _IS_COMPLETE}
    if measure not in conditions:
        number = rows.count()
        return Counted(Fraction(number), number)
    found = rows.aggregate(n=Count("pk"), good=Count("pk", filter=conditions[Measure(measure)]))
    return Counted(Fraction(found["good"]), found["n"])
