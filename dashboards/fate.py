"""What became of the leads of each campaign, source or persona, what they cost and what they earn.

The hand-offs of a period, as they stand now: those of later steps are counted in earlier ones too,
as in the funnel. Read from the rollups.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from dashboards import periods
from dashboards.calculator import ENOUGH_CLOSED, LOOKED_BACK, Past
from dashboards.days import Days
from dashboards.models import HandedBy
from dashboards.periods import Period
from dashboards.spreads import Spread
from dashboards.sums import HandedPartSum
from leads import costs
from leads.models import Campaign, Handoff, Outcome, Source
from personas.models import Persona

CENT = Decimal("0.01")


class By(TextChoices):
    """What the leads are grouped by."""

    CAMPAIGN = "campaign", _("Campaign")
    SOURCE = "source", _("Source")
    PERSONA = "persona", _("Persona")


class Column(TextChoices):
    """The figures, in their order; rows are sorted by one of them, or by their name."""

    DELIVERED = "delivered", _("Handed over")
    ACCEPTED = "accepted", _("Accepted")
    ACCEPTANCE = "acceptance", _("Acceptance rate")
    QUALIFIED = "qualified", _("Qualified")
    WON = "won", _("Won")
    RETURNED = "returned", _("Returned")
    LOST = "lost", _("Lost")
    IMPLIED = "implied", _("Implied value")
    EARNED = "earned", _("Won value")
    COST = "cost", _("Cost")
    PER_LEAD = "per_lead", _("Cost per lead")
    PER_ACCEPTED = "per_accepted", _("Cost per accepted")
    PER_CUSTOMER = "per_customer", _("Cost per customer")
    MEDIAN = "median", _("Median time to first touch")


COSTS = (Column.COST, Column.PER_LEAD, Column.PER_ACCEPTED, Column.PER_CUSTOMER)
_MODELS: dict[By, type[Any]] = {By.CAMPAIGN: Campaign, By.SOURCE: Source, By.PERSONA: Persona}
_NONE = {
    By.CAMPAIGN: _("No campaign"),
    By.SOURCE: _("No source"),
    By.PERSONA: _("No persona"),
}
_COUNTS = ("delivered", "accepted", "qualified", "won", "returned", "lost")


@dataclass(frozen=True)
class Fate:
    """The leads of one campaign, source or persona; ``key`` is its id, 0 for those that have none.

    ``slug`` stands for it in the address of its page.
    ``implied``: what they are worth by the past's conversion and average deal, None where there is
    too little of it; ``is_own_past``: by their own. ``cost`` is None where none was entered, or for
    whoever may not read it. ``median``: calendar seconds to the first touch.
    """

    key: int
    name: str
    slug: str = ""
    delivered: int = 0
    accepted: int = 0
    qualified: int = 0
    won: int = 0
    returned: int = 0
    lost: int = 0
    implied: Decimal | None = None
    is_own_past: bool = True
    earned: Decimal = Decimal(0)
    cost: Decimal | None = None
    median: int | None = None

    @property
    def acceptance(self) -> float | None:
        """Return the percentage that sales accepted, None without any."""
        return 100 * self.accepted / self.delivered if self.delivered else None

    @property
    def per_lead(self) -> Decimal | None:
        """Return the cost of one lead handed over."""
        return _each(self.cost, self.delivered)

    @property
    def per_accepted(self) -> Decimal | None:
        """Return the cost of one lead that sales accepted."""
        return _each(self.cost, self.accepted)

    @property
    def per_customer(self) -> Decimal | None:
        """Return the cost of one customer."""
        return _each(self.cost, self.won)

    def value(self, column: Column) -> int | float | Decimal | None:
        """Return a figure."""
        found: int | float | Decimal | None = getattr(self, column.value)
        return found


@dataclass(frozen=True)
class Fates:
    """The rows of a period, and what they add up to."""

    by: By
    period: Period
    rows: list[Fate]
    total: Fate


@dataclass(frozen=True)
class Worth:
    """What one lead is worth by its own past, or by everybody's."""

    value: Fraction | None
    is_own: bool


def fates(days: Days, period: Period, by: By, *, only: int | None = None) -> Fates:
    """Return what became of the leads of ``period``; of one campaign, source or persona ``only``.

    Six queries at most, two of them of days that no rollup holds for.
    """
    found = _by_key(days.handed_parts(period, HandedBy(by.value)))
    spent = _spent(days, period, by)
    worth = _worth(days, period, by)
    keys = found.keys() | spent.keys()
    names = names_of(by, keys if only is None else {only})
    rows = [
        _fate(key, *names[key], found.get(key, []), spent.get(key), worth(key))
        for key in (keys if only is None else {only})
        if key in names
    ]
    whole = [row for each in rows for row in found.get(each.key, [])]
    return Fates(by, period, rows, _total(rows, whole))


def sorted_by(rows: Iterable[Fate], column: Column | None, *, descends: bool) -> list[Fate]:
    """Return the rows in the order of ``column``, None: of their names; what is unknown last."""
    named = sorted(rows, key=lambda row: row.name.casefold(), reverse=descends and column is None)
    if column is None:
        return named
    known = [row for row in named if row.value(column) is not None]
    known.sort(key=lambda row: row.value(column) or 0, reverse=descends)
    return known + [row for row in named if row.value(column) is None]


def names_of(by: By, keys: AbstractSet[int]) -> dict[int, tuple[str, str]]:
    """Return the name and the slug of each key there is; one query."""
    slug = "code" if by == By.PERSONA else "pk"
    rows = _MODELS[by].objects.filter(pk__in=[key for key in keys if key])
    found = {pk: (name, str(code)) for pk, name, code in rows.values_list("pk", "name", slug)}
    return found | ({0: (str(_NONE[by]), "")} if 0 in keys else {})


def without_costs(found: Fates) -> Fates:
    """Return ``found`` with the costs of the whole alone: for those who read totals only."""
    return replace(found, rows=[replace(row, cost=None) for row in found.rows])


def whole_without_costs(found: Fates) -> Fates:
    """Return ``found`` without any cost: of one campaign or source, the whole is its own."""
    return replace(without_costs(found), total=replace(found.total, cost=None))


def _by_key(rows: Iterable[HandedPartSum]) -> dict[int, list[HandedPartSum]]:
    found: defaultdict[int, list[HandedPartSum]] = defaultdict(list)
    for row in rows:
        found[row.key].append(row)
    return dict(found)


def _fate(
    key: int, name: str, slug: str, rows: list[HandedPartSum], cost: Decimal | None, worth: Worth
) -> Fate:
    counts = {field: sum(getattr(row, field) for row in rows) for field in _COUNTS}
    delivered = counts["delivered"]
    return Fate(
        key=key,
        name=name,
        slug=slug,
        **counts,
        implied=None if worth.value is None else _cents(worth.value * delivered),
        is_own_past=worth.is_own,
        earned=sum((row.earned for row in rows), Decimal(0)),
        cost=cost,
        median=Spread(*(row.to_touch for row in rows)).percentile(0.5),
    )


def _total(rows: list[Fate], sums: list[HandedPartSum]) -> Fate:
    """Return what ``rows`` add up to; the median is of all their leads."""
    implied = [row.implied for row in rows if row.implied is not None]
    spent = [row.cost for row in rows if row.cost is not None]
    return Fate(
        key=0,
        name="",
        **{field: sum(getattr(row, field) for row in rows) for field in _COUNTS},
        implied=sum(implied, Decimal(0)) if implied else None,
        earned=sum((row.earned for row in rows), Decimal(0)),
        cost=sum(spent, Decimal(0)) if spent else None,
        median=Spread(*(row.to_touch for row in sums)).percentile(0.5),
    )


def _spent(days: Days, period: Period, by: By) -> Mapping[int, Decimal]:
    """Return what was spent on each, of a period that runs until today."""
    if by == By.PERSONA:
        return {}
    until = min(period.to_date, periods.today(days.at, days.zone) + periods.ONE_DAY)
    if until <= period.from_date:
        return {}
    found = costs.spent(period.from_date, until)
    return found.campaigns if by == By.CAMPAIGN else found.sources


def _worth(days: Days, period: Period, by: By) -> Callable[[int], Worth]:
    """Return what tells the worth of one lead of a key, by the year before the period's end."""
    end = min(period.to_date, periods.today(days.at, days.zone) + periods.ONE_DAY)
    year = periods.custom(end - LOOKED_BACK, end - timedelta(days=1), days.zone)
    deals = _deals(year.start, year.end, by)
    pasts: defaultdict[int, Past] = defaultdict(Past)
    for row in days.handed_parts(year, HandedBy(by.value)):
        pasts[row.key] += Past(closed=row.won + row.returned + row.lost, won=row.won)
    for key, (valued, earned) in deals.items():
        pasts[key] += Past(valued=valued, earned=earned)
    whole = sum(pasts.values(), Past())

    def worth(key: int) -> Worth:
        past = pasts.get(key, Past())
        deal = past.average_deal or whole.average_deal
        is_own = past.closed >= ENOUGH_CLOSED
        conversion = past.conversion if is_own else whole.conversion
        if deal is None or conversion is None:
            return Worth(None, is_own)
        return Worth(conversion * Fraction(deal), is_own)

    return worth


def _deals(start: datetime, end: datetime, by: By) -> dict[int, tuple[int, Decimal]]:
    """Return how many deals with a value each had, and their sum; by an index over the won ones."""
    found = (
        Handoff.objects.filter(
            outcome=Outcome.WON,
            closed_at__isnull=False,
            handed_at__gte=start,
            handed_at__lt=end,
            won_value__isnull=False,
        )
        .order_by()
        .values_list(f"{by.value}_id")
        .annotate(Count("pk"), Sum("won_value"))
    )
    return {key or 0: (count, total) for key, count, total in found}


def _each(cost: Decimal | None, number: int) -> Decimal | None:
    return None if cost is None or not number else (cost / number).quantize(CENT)


def _cents(value: Fraction) -> Decimal:
    return Decimal(round(value * 100)) / 100
