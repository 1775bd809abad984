"""The lists behind the figures, each row as it is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from dashboards import drill
from dashboards.drill import Asked
from dashboards.words import UNKNOWN
from kit.durations import short_words
from kit.keyset import Count, Page, capped_count, keyset_page
from leads.models import Handoff
from sla.deadlines import state_at
from sla.models import Clock


@dataclass(frozen=True)
class Row:
    """One lead behind a figure; ``state`` is its promise's, "" where the list has none."""

    name: str
    company: str
    url: str
    owner: str
    source: str
    persona: str
    when: str
    took: str
    state: str
    outcome: str


@dataclass(frozen=True)
class Listed:
    """One page of the leads behind a figure, and how many there are (up to a cap)."""

    rows: list[Row]
    next_cursor: str
    is_first: bool
    count: Count


def listed(asked: Asked, at: datetime, cursor: str = "") -> Listed:
    """Return one page: the newest first, of what waits now the most urgent.

    Raises ``BadCursor`` for a cursor that was not made here.
    """
    found: QuerySet[Any, Any]
    page: Page[Any]
    if asked.lists_clocks:
        found = drill.clocks(asked, at)
        order = "due_at" if asked.is_live else "-due_at"
        page = keyset_page(_with(found, "handoff__"), by=order, cursor=cursor)
        rows = [_of_clock(clock, at) for clock in page.rows]
    else:
        found = drill.handoffs(asked)
        page = keyset_page(_with(found, ""), by="-handed_at", cursor=cursor)
        rows = [_row(handoff, when=handoff.handed_at) for handoff in page.rows]
    return Listed(rows, page.next_cursor, page.is_first, capped_count(found))


def handoffs_behind(asked: Asked, at: datetime) -> QuerySet[Any, Any]:
    """Return the hand-offs behind a figure; one with several clocks behind it is there once."""
    if asked.lists_clocks:
        clocks = drill.clocks(asked, at)
        return Handoff.objects.filter(pk__in=clocks.order_by().values("handoff_id"))
    found: QuerySet[Any, Any] = drill.handoffs(asked)
    return found


def listed_handoffs(found: QuerySet[Handoff, Any], cursor: str = "") -> Listed:
    """Return one page of ``found``, the newest first. Raises ``BadCursor`` as ``listed`` does."""
    page: Page[Any] = keyset_page(_with(found, ""), by="-handed_at", cursor=cursor)
    rows = [_row(handoff, when=handoff.handed_at) for handoff in page.rows]
    return Listed(rows, page.next_cursor, page.is_first, capped_count(found))


def _with(rows: QuerySet[Any, Any], prefix: str) -> QuerySet[Any, Any]:
    """Read the leads once the page is found: a join would be planned over all of them."""
    return rows.prefetch_related(
        *(f"{prefix}{name}" for name in ("lead", "owner", "source", "persona"))
    )


def _of_clock(clock: Clock, at: datetime) -> Row:
    return _row(
        clock.handoff,
        when=clock.due_at or at,  # a list by due instants holds no paused clock
        took=short_words(clock.business_seconds, is_work=True),
        state=state_at(clock, at).value,
    )


def _row(handoff: Handoff, *, when: datetime, took: str = "", state: str = "") -> Row:
    lead = handoff.lead
    return Row(
        name=str(lead),
        company=lead.company_name,
        url=lead.get_absolute_url(),
        owner=handoff.owner.name if handoff.owner else UNKNOWN,
        source=handoff.source.name if handoff.source else UNKNOWN,
        persona=handoff.persona.name if handoff.persona else UNKNOWN,
        when=date_format(timezone.localtime(when), "DATETIME_FORMAT"),
        took=took,
        state=state,
        outcome=str(handoff.get_outcome_display()) if handoff.outcome else UNKNOWN,
    )
