"""From a goal in revenue to leads, their value and the work they make: pure, exact arithmetic.

The chain is the field's own (HubSpot's and others' SLA calculators): customers = marketing's share
of the revenue goal / average deal; leads = customers / close rate; implied value of a lead = close
rate x average deal; sales' workload = leads x attempts x minutes, to be held against the hours that
its reps have for it. Fractions throughout: seven customers at 5 % are 140 leads, never 141.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True)
class Assumptions:
    """What a plan is reckoned from; amounts in the company's currency, all of them a month's.

    ``share_percent`` of the revenue is marketing's to bring; ``close_percent`` of the leads handed
    over become customers. All are positive, percents 100 at most.
    """

    revenue: Decimal
    share_percent: Decimal
    average_deal: Decimal
    close_percent: Decimal
    attempts: int
    minutes: int
    reps: int
    hours: Decimal


@dataclass(frozen=True)
class Plan:
    """What the goal asks of both sides in a month.

    ``value`` is the implied value of one lead, ``goal_value`` of all; ``needed_seconds`` and
    ``spare_seconds`` of sales' time, the second negative when there is too little;
    ``workable_leads``: how many leads the reps' time is enough for.
    """

    customers: int
    leads: int
    value: Decimal
    goal_value: Decimal
    needed_seconds: int
    available_seconds: int
    workable_leads: int

    @property
    def spare_seconds(self) -> int:
        """Return the time that is left, negative when it is not enough."""
        return self.available_seconds - self.needed_seconds

    @property
    def is_workable(self) -> bool:
        """Return whether sales can make every attempt at every lead."""
        return self.spare_seconds >= 0

    @property
    def load_percent(self) -> int:
        """Return how much of sales' time the leads take, rounded up: 101 and more is too much."""
        return ceil(Fraction(100 * self.needed_seconds, self.available_seconds))


def plan(given: Assumptions) -> Plan:
    """Return what ``given`` comes to; customers and leads are rounded up to whole ones."""
    close = Fraction(given.close_percent) / 100
    ours = Fraction(given.revenue) * Fraction(given.share_percent) / 100
    customers = ceil(ours / Fraction(given.average_deal))
    leads = ceil(customers / close)
    value = implied_value(close, given.average_deal)
    seconds_each = given.attempts * given.minutes * 60
    available = floor(given.reps * Fraction(given.hours) * 3600)
    return Plan(
        customers=customers,
        leads=leads,
        value=value,
        goal_value=_cents(leads * close * Fraction(given.average_deal)),
        needed_seconds=leads * seconds_each,
        available_seconds=available,
        workable_leads=available // seconds_each,
    )


def implied_value(conversion: Fraction, average_deal: Decimal) -> Decimal:
    """Return what a lead is worth on average: ``conversion`` (0 to 1) x ``average_deal``."""
    return _cents(conversion * Fraction(average_deal))


def _cents(value: Fraction) -> Decimal:
    return Decimal(round(value * 100)) / 100
