"""Marketing's commitments of a period, beside the answers that it owes: its attainment."""

from dataclasses import dataclass

from django.db.models import Q

from dashboards.attainment import Verdicts
from dashboards.periods import Period
from sla.commitment_list import matching
from sla.models import Commitment, CommitmentState, Measure


@dataclass(frozen=True)
class Committed:
    """Those that run now, in the order of measures, and the verdicts on those of a period."""

    running: list[Commitment]
    verdicts: Verdicts

    @property
    def is_any(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.running or self.verdicts.judged)


def committed(period: Period) -> Committed:
    """Return what runs, and what was judged in ``period``: one query.

    What ends with the period's last day falls due at its very end, and is the period's.
    """
    judged = Q(due_at__gt=period.start, due_at__lte=period.end)
    rows = list(matching().filter(Q(next_check_at__isnull=False) | judged))
    order = list(Measure.values)
    running = [row for row in rows if row.next_check_at is not None]
    broken = [row for row in rows if row.state == CommitmentState.BROKEN]
    return Committed(
        running=sorted(running, key=lambda row: (order.index(row.measure), row.from_date)),
        verdicts=Verdicts(
            kept=sum(row.state == CommitmentState.KEPT for row in rows),
            broken=len(broken),
            running=len(running),
            void=sum(row.state == CommitmentState.VOID for row in rows),
            excused=sum(bool(row.breach and row.breach.excused_at) for row in broken),
        ),
    )
