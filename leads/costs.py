"""What was spent on campaigns and sources: bills, entered and set right, and their share of a time.

Marketing enters bills. Its managers set them right or take them back, and whoever entered one may
do so too: by a row of its own, so that what was once believed stays on record.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed, Refusal
from leads.models import Campaign, Cost, Source
from teams.models import Side, User

LONGEST_DAYS = 3 * 366
MOST = Decimal(10) ** 12
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_CENT = Decimal("0.01")
UNKNOWN_NAME = _("Nothing has this name. Look at the sources and campaigns.")


class CostWithdrawn(Refusal):
    """Somebody has taken this bill back, or set it right, already."""

    code = "cost_withdrawn"
    default_message = _("This cost was corrected or withdrawn already. Look again.")


@dataclass(frozen=True)
class Bill:
    """What a cost says: of one campaign or one source; ``to_date`` is included."""

    from_date: date
    to_date: date
    amount: Decimal
    campaign: Campaign | None = None
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True)
class Spent:
    """What was spent in some days, by the id of a campaign and by that of a source."""

    campaigns: Mapping[int, Decimal]
    sources: Mapping[int, Decimal]

    @property
    def total(self) -> Decimal:
        """Return all of it."""
        return sum((*self.campaigns.values(), *self.sources.values()), Decimal(0))


def may_enter(user: User) -> bool:
    """Return whether ``user`` may enter costs and read each of them: marketing alone."""
    return user.is_marketer


def may_set_right(cost: Cost, user: User) -> bool:
    """Return whether ``user`` may correct or withdraw ``cost``."""
    is_own = user.is_marketer and cost.entered_by_id == user.pk
    return cost.withdrawn_at is None and (is_own or user.manages(Side.MARKETING))


def enter(*, bill: Bill, at: datetime, by: User) -> Cost:
    """Enter a bill. Raises ``NotAllowed``, and ``BadInput`` naming the field."""
    if not may_enter(by):
        raise NotAllowed
    return _write(_checked(bill), at, by)


def correct(*, cost: Cost, bill: Bill, at: datetime, by: User) -> Cost:
    """Take ``cost`` back and enter ``bill`` in its place; return the new one.

    Raises as ``enter`` and ``withdraw``.
    """
    checked = _checked(bill)
    with transaction.atomic():
        withdraw(cost=cost, at=at, by=by)
        return _write(checked, at, by, replaces=cost)


def withdraw(*, cost: Cost, at: datetime, by: User) -> None:
    """Take a bill back: it counts nowhere any more. Raises ``NotAllowed``, ``CostWithdrawn``."""
    if cost.withdrawn_at is None and not may_set_right(cost, by):
        raise NotAllowed
    standing = Cost.objects.filter(pk=cost.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at, withdrawn_by=by):
        raise CostWithdrawn


def standing() -> QuerySet[Cost, Cost]:
    """Return the bills that count, with what they are of."""
    rows = Cost.objects.filter(withdrawn_at__isnull=True)
    return rows.select_related("campaign", "source", "entered_by")


def spent(from_date: date, to_date: date) -> Spent:
    """Return what was spent in the days ``[from_date, to_date)``; one query."""
    found: dict[str, defaultdict[int, Decimal]] = {
        "campaigns": defaultdict(Decimal),
        "sources": defaultdict(Decimal),
    }
    rows = Cost.objects.filter(
        withdrawn_at__isnull=True, from_date__lt=to_date, to_date__gte=from_date
    ).values_list("campaign_id", "source_id", "from_date", "to_date", "amount")
    for campaign, source, first, last, amount in rows:
        share = share_of(amount, first, last, from_date, to_date)
        found["campaigns" if campaign else "sources"][campaign or source] += share
    return Spent(**found)


def share_of(amount: Decimal, first: date, last: date, since: date, until: date) -> Decimal:
    """Return what of a bill of the days ``first`` to ``last`` falls into ``[since, until)``.

    In cents, so rounded that the shares of periods side by side add up to the bill.
    """
    whole = (last - first).days + 1

    def up_to(day: date) -> Decimal:
        days = min(max((day - first).days, 0), whole)
        share = Fraction(amount) * days / whole
        cents = Decimal(share.numerator * 100) / share.denominator
        return cents.quantize(Decimal(1), ROUND_HALF_EVEN) * _CENT

    return up_to(until) - up_to(since)


def total_of(rows: QuerySet[Cost, Cost]) -> Decimal:
    """Return the sum of whole bills; one query."""
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _write(bill: Bill, at: datetime, by: User, replaces: Cost | None = None) -> Cost:
    return Cost.objects.create(
        campaign=bill.campaign,
        source=bill.source,
        from_date=bill.from_date,
        to_date=bill.to_date,
        amount=bill.amount,
        note=" ".join(bill.note.split()),
        entered_at=at,
        entered_by=by,
        replaces=replaces,
    )


def _checked(bill: Bill) -> Bill:
    if (bill.campaign is None) == (bill.source is None):
        raise BadInput(_("Choose a campaign or a source: one of them."), field="campaign")
    for field in ("from_date", "to_date"):
        if not EARLIEST <= getattr(bill, field) <= LATEST:
            raise BadInput(_("Choose a day between 2000 and 2099."), field=field)
    if bill.to_date < bill.from_date:
        raise BadInput(_("The last day lies before the first."), field="to_date")
    if (bill.to_date - bill.from_date).days >= LONGEST_DAYS:
        raise BadInput(_("Choose three years at most."), field="to_date")
    if bill.amount <= 0:
        raise BadInput(_("Enter an amount above zero."), field="amount")
    if bill.amount >= MOST or bill.amount != bill.amount.quantize(_CENT):
        raise BadInput(_("Write an amount, such as 12,500 or 980.50."), field="amount")
    if len(bill.note) > 200:  # noqa: PLR2004 - the column's length
        raise BadInput(_("At most 200 characters."), field="note")
    return bill
