"""Marketing's list of its hand-offs: what became of each, every text as it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count as Counted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.addresses import address
from kit.keyset import Count, Page, capped_counts, keyset_page
from leads.models import Handoff, Outcome, Touch
from leads.querysets import HandoffQuerySet
from leads.statuses import STATUSES, stands
from sla.events import when
from sla.faces import Face, faces, no_clock
from sla.models import Clock, Metric
from sla.wording import money_words
from teams.models import Company

_ICONS: dict[str, str] = {
    Outcome.WON: "trophy",
    Outcome.LOST: "circle-x",
    Outcome.REJECTED: "circle-x",
    Outcome.DISQUALIFIED: "circle-slash",
    Outcome.RECYCLED: "recycle",
    Outcome.WITHDRAWN: "undo-2",
}

# What the list says of a hand-off beyond any other.
_MORE = (
    "outcome_at",
    "reason_text",
    "won_value",
    "owner__name",
    "handed_by__name",
    "reason_id",
    "failed_criterion_id",
)
# Few rows have them, and each more table joined doubles the time to plan the query.
_SELDOM = ("reason", "failed_criterion")


@dataclass(frozen=True)
class HandoffFilters:
    """What the list is narrowed to; an empty value narrows nothing.

    ``status`` is one of ``STATUSES``; ``handed_by_id`` the person whose hand-offs they are.
    """

    status: str = ""
    handed_by_id: int | None = None
    source_id: int | None = None
    outcome: str = ""


@dataclass(frozen=True)
class HandoffRow:
    """One hand-off: whose it is, what its clock shows, where it stands and why.

    ``standing`` is the word for where it stands, ``icon`` its sign, ``worth`` what was won,
    ``touches`` how often the buyer was contacted.
    """

    url: str
    title: str
    company: str
    source: str
    handed: str
    handed_by: str
    owner: str
    clock: Face
    outcome: str
    standing: str
    icon: str
    worth: str
    decided: str
    reason: str
    touches: str = ""


@dataclass(frozen=True)
class HandoffPage:
    """One page of the list, and how many there are of each status."""

    rows: list[HandoffRow]
    next_cursor: str
    is_first: bool
    counts: dict[str, Count]


def handoff_page(*, filters: HandoffFilters, at: datetime, cursor: str = "") -> HandoffPage:
    """Return one page, newest first: seven queries however long the list is."""
    rows = _in(filters, filters.status).as_rows(*_MORE).prefetch_related(*_SELDOM)
    page: Page[Handoff] = keyset_page(rows, by="-handed_at", cursor=cursor)
    shown = _faces(page.rows, at)
    currency, touched = Company.get().currency, _touches(page.rows)
    rows_shown = [_row(row, shown.get(row.pk, no_clock()), currency, at) for row in page.rows]
    return HandoffPage(
        rows=[
            replace(shown_row, touches=touched.get(row.pk, ""))
            for row, shown_row in zip(page.rows, rows_shown, strict=True)
        ],
        next_cursor=page.next_cursor,
        is_first=page.is_first,
        counts=_counts(filters),
    )


def _in(filters: HandoffFilters, status: str) -> HandoffQuerySet:
    """Return the hand-offs of ``status`` that the other filters let through."""
    wanted: dict[str, Any] = {
        "handed_by_id": filters.handed_by_id,
        "source_id": filters.source_id,
        "outcome": filters.outcome,
    }
    rows: HandoffQuerySet = Handoff.objects.filter(stands(status))
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _counts(filters: HandoffFilters) -> dict[str, Count]:
    """Return how many there are of each status, each up to the cap, in one query."""
    return capped_counts({status: _in(filters, status) for status in STATUSES})


def _touches(handoffs: Iterable[Handoff]) -> dict[int, str]:
    """Return in words how often the buyers were contacted, those who were; one query."""
    found = Touch.objects.filter(handoff__in=[row.pk for row in handoffs]).order_by()
    counts = found.values_list("handoff").annotate(Counted("pk"))
    return {pk: ngettext("%(n)s touch", "%(n)s touches", n) % {"n": n} for pk, n in counts}


def _faces(handoffs: Iterable[Handoff], at: datetime) -> dict[int, Face]:
    """Return what each hand-off's clock shows."""
    clocks = _clocks(handoffs)
    shown = faces(clocks.values(), at)
    return {pk: shown[clock.pk] for pk, clock in clocks.items()}


def _clocks(handoffs: Iterable[Handoff]) -> dict[int, Clock]:
    """Return for each hand-off the clock that counts now: to the claim, then to the first touch."""
    wanted = {
        row.pk: Metric.FIRST_TOUCH if row.claimed_at or row.closed_at else Metric.CLAIM
        for row in handoffs
    }
    found = {}
    for clock in Clock.objects.filter(handoff__in=wanted).order_by("seq"):
        if wanted[clock.handoff_id] == clock.metric:
            found[clock.handoff_id] = clock
    return found


def _row(handoff: Handoff, clock: Face, currency: str, at: datetime) -> HandoffRow:
    lead = handoff.lead
    title = str(lead)
    stands_at, icon = _standing(handoff)
    decided_at = handoff.outcome_at or handoff.qualified_at
    return HandoffRow(
        url=address("sla:lead", lead.code),
        title=title,
        company="" if lead.company_name == title else lead.company_name,
        source=handoff.source.name if handoff.source else "",
        handed=when(handoff.handed_at, at),
        handed_by=handoff.handed_by.name if handoff.handed_by else "",
        owner=handoff.owner.name if handoff.owner else "",
        clock=clock,
        outcome=handoff.outcome,
        standing=stands_at,
        icon=icon,
        worth=_worth(handoff, currency),
        decided=when(decided_at, at) if decided_at else "",
        reason=_reason(handoff),
    )


def standing(handoff: Handoff) -> str:
    """Return in words where a hand-off stands."""
    return _standing(handoff)[0]


def matching(filters: HandoffFilters) -> HandoffQuerySet:
    """Return the hand-offs that ``filters`` let through."""
    return _in(filters, filters.status)


def _standing(handoff: Handoff) -> tuple[str, str]:
    """Return in words where a hand-off stands, and the icon that goes with them."""
    if handoff.closed_at is not None:
        return str(handoff.get_outcome_display()), _ICONS.get(handoff.outcome, "circle-slash")
    if handoff.qualified_at is not None:
        return _("Qualified by sales"), "badge-check"
    if handoff.claimed_at is not None:
        is_touched = handoff.first_touch_at is not None
        return (_("In talks"), "messages-square") if is_touched else (_("Claimed"), "hand")
    return _("Waiting to be claimed"), "inbox"


def _worth(handoff: Handoff, currency: str) -> str:
    """Return what a won deal is worth: "12,000 SAR"; "" while nothing is known."""
    return "" if handoff.won_value is None else money_words(handoff.won_value, currency)


def _reason(handoff: Handoff) -> str:
    parts = [handoff.reason, handoff.failed_criterion, handoff.reason_text]
    return " · ".join(str(part) for part in parts if part)
