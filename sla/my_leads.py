"""A rep's own leads, by what is due next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kit.fingerprints import fingerprint
from leads.models import Handoff
from leads.querysets import BRIEF_IN_ROWS, HandoffQuerySet
from sla.contact import contact_of
from sla.faces import Face, faces, no_clock
from sla.models import Clock, Pause
from sla.queue_page import RowText, row_text
from sla.upcoming import next_clocks
from teams.models import User

AT_MOST = 200
CLOSED_AT_MOST = 20
CLOSED_SHOWN = timedelta(days=7)
_STEPS = ("claimed_at", "first_touch_at", "qualified_at", "is_paused")


@dataclass(frozen=True)
class Section:
    """One group of a rep's leads: what is to be done next with them."""

    key: str
    title: str
    rows: list[RowText]


@dataclass(frozen=True)
class Mine:
    """A rep's leads, and the version that the poll of the page compares."""

    sections: list[Section]
    version: str


def my_leads(*, by: User, at: datetime) -> Mine:
    """Return the hand-offs of ``by`` in the order in which something is due: three queries.

    First contact due, then to be decided or tried again, each by what is due first; then won or
    lost. A row shows the clock that is due first.
    """
    open_ones = list(_open(by).as_rows(*BRIEF_IN_ROWS)[:AT_MOST])
    closed = _closed(by, at)
    clocks = next_clocks([*open_ones, *closed])
    first, decide, qualified = [], [], []
    for handoff in open_ones:
        if handoff.first_touch_at is None:
            first.append(handoff)
        elif handoff.qualified_at is None:
            decide.append(handoff)
        else:
            qualified.append(handoff)
    for group in (first, decide):
        group.sort(key=lambda handoff: _urgency(clocks.get(handoff.pk), handoff))
    sections = [
        Section("contact", _("First contact due"), _rows(first, clocks, at)),
        Section("decide", _("To be decided"), _rows(decide, clocks, at)),
        Section("qualified", _("Qualified: won or lost?"), _rows(qualified, clocks, at)),
        Section("closed", _("Closed in the last seven days"), _ended(closed, clocks, at)),
    ]
    return Mine(
        [section for section in sections if section.rows],
        fingerprint(*((row.pk, *(getattr(row, step) for step in _STEPS)) for row in open_ones)),
    )


def open_count(by: User) -> int:
    """Return how many hand-offs ``by`` has open, at most ``AT_MOST``."""
    return len(Handoff.objects.owned_by(by.pk).values_list("pk")[:AT_MOST])


def version(by: User) -> str:
    """Return a short text that changes when the open hand-offs of ``by`` or their steps do."""
    return fingerprint(*_open(by).values_list("pk", *_STEPS)[:AT_MOST])


def _open(by: User) -> HandoffQuerySet:
    lasting = Pause.objects.filter(handoff=OuterRef("pk"), ended_at__isnull=True)
    rows: HandoffQuerySet = Handoff.objects.owned_by(by.pk).annotate(is_paused=Exists(lasting))
    return rows.order_by("handed_at", "pk")


def _urgency(clock: Clock | None, handoff: Handoff) -> tuple[bool, datetime]:
    """Order by due instant; a lead without a running clock comes last, never away."""
    due_at = clock.due_at if clock and clock.stopped_at is None else None
    return (due_at is None, due_at or handoff.handed_at)


def _rows(handoffs: list[Handoff], clocks: dict[int, Clock], at: datetime) -> list[RowText]:
    shown = _shown(handoffs, clocks, at)
    return [_row(handoff, shown[handoff.pk]) for handoff in handoffs]


def _shown(handoffs: list[Handoff], clocks: dict[int, Clock], at: datetime) -> dict[int, Face]:
    """Return by hand-off what its clock shows."""
    of_clock = faces((clocks[row.pk] for row in handoffs if row.pk in clocks), at)
    return {
        row.pk: of_clock[clocks[row.pk].pk] if row.pk in clocks else no_clock() for row in handoffs
    }


def _row(handoff: Handoff, clock: Face, **extra: Any) -> RowText:
    return row_text(handoff, clock, variant="own", contact=contact_of(handoff.lead), **extra)


def _closed(by: User, at: datetime) -> list[Handoff]:
    rows = Handoff.objects.filter(owner=by, closed_at__gte=at - CLOSED_SHOWN)
    shown = rows.as_rows("reason__label_en", "reason__label_ar")
    return list(shown.order_by("-closed_at")[:CLOSED_AT_MOST])


def _ended(handoffs: list[Handoff], clocks: dict[int, Clock], at: datetime) -> list[RowText]:
    shown = _shown(handoffs, clocks, at)
    return [
        row_text(handoff, shown[handoff.pk], _outcome(handoff), variant="closed")
        for handoff in handoffs
    ]


def _outcome(handoff: Handoff) -> str:
    words = str(handoff.get_outcome_display())
    return f"{words}: {handoff.reason}" if handoff.reason else words
