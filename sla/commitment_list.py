"""Marketing's commitments as they are shown: those that run, and how the past ones ended."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kit.addresses import address
from kit.keyset import keyset_page
from sla.commitment_words import STATE_OF, figure, period_words, state_words
from sla.events import when
from sla.models import GOALS, Breach, Commitment, CommitmentState, Measure
from teams.models import Company


@dataclass(frozen=True)
class CommitmentRow:
    """One commitment in words; ``percent`` and ``mark`` are the bar's, of what is planned."""

    code: UUID
    measure: str
    period: str
    planned: str
    so_far: str
    actual: str
    capacity: str
    state: str
    state_words: str
    percent: str
    mark: str
    is_running: bool
    counted: str
    breach_url: str
    excuse: str


@dataclass(frozen=True)
class CommitmentPage:
    """One page of the list."""

    rows: list[CommitmentRow]
    next_cursor: str
    is_first: bool


def matching() -> QuerySet[Commitment, Commitment]:
    """Return all commitments with what their rows show."""
    return Commitment.objects.select_related("breach", "pledge__version")


def commitment_page(*, at: datetime, cursor: str = "") -> CommitmentPage:
    """Return one page, the latest due first: two queries."""
    page = keyset_page(matching(), by="-due_at", cursor=cursor)
    currency = Company.get().currency
    rows = [row_of(found, currency, at) for found in page.rows]
    return CommitmentPage(rows=rows, next_cursor=page.next_cursor, is_first=page.is_first)


def running(*, at: datetime, currency: str) -> list[CommitmentRow]:
    """Return those that run, in the order of measures: one query."""
    order = list(Measure.values)
    found = matching().filter(next_check_at__isnull=False)
    rows = sorted(found, key=lambda one: (order.index(one.measure), one.from_date))
    return [row_of(one, currency, at) for one in rows]


def row_of(found: Commitment, currency: str, at: datetime) -> CommitmentRow:
    """Return ``found`` (with its breach) in words."""
    state = CommitmentState(found.state)
    return CommitmentRow(
        code=found.code,
        measure=str(Measure(found.measure).label),
        period=period_words(found.grain, found.from_date, found.to_date),
        planned=figure(found.measure, found.planned, currency),
        so_far=figure(found.measure, found.planned_so_far, currency)
        if found.measure in GOALS
        else "",
        actual=figure(found.measure, found.actual, currency)
        if found.measure in GOALS or found.counted
        else "–",
        capacity=f"{found.capacity:,}" if found.capacity is not None else "",
        state=STATE_OF[state],
        state_words=state_words(state),
        percent=_share(found.actual, found.planned),
        mark=_share(found.planned_so_far, found.planned),
        is_running=found.next_check_at is not None,
        counted=when(found.counted_at, at),
        breach_url=address("sla:breach", found.breach.code) if found.breach else "",
        excuse=_excuse(found.breach),
    )


def _share(number: Decimal, planned: Decimal) -> str:
    return str(min(100, int(100 * number / planned))) if planned else "0"


def _excuse(breach: Breach | None) -> str:
    return _("Set aside") if breach and breach.excused_at else ""
