"""The calculator of the agreement: what the company's own past says, and goals for the draft."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from django.db import transaction
from django.db.models import Count, Q, Sum

from dashboards.reckoning import Assumptions, Plan, implied_value
from leads.models import Handoff, Outcome
from sla import drafting
from sla.models import AgreementVersion
from sla.part_drafting import edit_part
from teams.models import User

# Of a source and a persona; None for every one.
Names = tuple[str | None, str | None]
LOOKED_BACK = timedelta(days=365)
# Fewer decided hand-offs, or fewer won deals with a value, say nothing that a goal can stand on.
ENOUGH_CLOSED, ENOUGH_WON = 20, 5


@dataclass(frozen=True)
class Past:
    """What became of hand-offs: how many were decided, how many won, with which value.

    ``valued`` of the won ones have a value, ``earned`` is its sum.
    """

    closed: int = 0
    won: int = 0
    valued: int = 0
    earned: Decimal = Decimal(0)

    def __add__(self, other: "Past") -> "Past":
        """Return both together."""
        return Past(
            self.closed + other.closed,
            self.won + other.won,
            self.valued + other.valued,
            self.earned + other.earned,
        )

    @property
    def conversion(self) -> Fraction | None:
        """Return the won share of what was decided, 0 to 1; None where too little was."""
        return Fraction(self.won, self.closed) if self.closed >= ENOUGH_CLOSED else None

    @property
    def average_deal(self) -> Decimal | None:
        """Return the mean value of a won deal, in cents; None where too few were won."""
        if self.valued < ENOUGH_WON:
            return None
        return (self.earned / self.valued).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Segment:
    """A source and a persona, their past, and what one of their leads is worth.

    "" is for leads without one, None for those of every source or persona together.
    """

    source: str | None
    persona: str | None
    past: Past
    value: Decimal | None


@dataclass(frozen=True)
class History:
    """The year before an instant: everything together; by source, by persona, and by both."""

    past: Past
    segments: list[Segment]


def history(*, at: datetime) -> History:
    """Return what became of the hand-offs that were decided in the year before ``at``; one query.

    What marketing took back was never sales' to win and does not count. A segment with too few
    deals of its own is valued by the average deal of all.
    """
    found = (
        Handoff.objects.filter(closed_at__gte=at - LOOKED_BACK, closed_at__lt=at)
        .exclude(outcome=Outcome.WITHDRAWN)
        .values_list("source__name", "persona__name")
        .annotate(
            closed=Count("pk"),
            won=Count("pk", filter=Q(outcome=Outcome.WON)),
            valued=Count("won_value"),
            earned=Sum("won_value"),
        )
        .order_by("-closed", "source__name", "persona__name")
    )
    rows = [
        (source or "", persona or "", Past(closed, won, valued, earned or Decimal(0)))
        for source, persona, closed, won, valued, earned in found
    ]
    whole = reduce(Past.__add__, (past for *_names, past in rows), Past())
    sums: defaultdict[Names, Past] = defaultdict(Past)
    for keys in (_of_source, _of_persona, _of_both):
        for source, persona, past in rows:
            sums[keys(source, persona)] += past
    return History(whole, [_segment(*names, past, whole) for names, past in sums.items()])


def _of_source(source: str, _persona: str) -> Names:
    return source, None


def _of_persona(_source: str, persona: str) -> Names:
    return None, persona


def _of_both(source: str, persona: str) -> Names:
    return source, persona


def _segment(source: str | None, persona: str | None, past: Past, whole: Past) -> Segment:
    return Segment(source, persona, past, _worth(past, past.average_deal or whole.average_deal))


def _worth(past: Past, deal: Decimal | None) -> Decimal | None:
    return None if past.conversion is None or deal is None else implied_value(past.conversion, deal)


def take(
    *, plan: Plan, at: datetime, by: User, given: Assumptions | None = None
) -> AgreementVersion:
    """Write the goals of ``plan`` into the draft: leads and their value.

    With what it was ``given``, the revenue and marketing's share (whole percents) too.

    Makes a draft where there is none. Raises ``NotAllowed``, and ``BadInput`` for goals that no
    agreement can hold.
    """
    with transaction.atomic():
        draft = drafting.draft(at=at, by=by)
        changes: dict[str, object] = {"goal_leads": plan.leads, "goal_value": plan.goal_value}
        if given is not None:
            share = int(given.share_percent)
            changes |= {"goal_revenue": given.revenue, "marketing_share_percent": share}
        return edit_part(version=draft, changes=changes, by=by)
