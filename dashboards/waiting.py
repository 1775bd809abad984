"""Who waits, row by row: the most urgent beside the dashboard's figures, and the whole list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dashboards import live
from dashboards.live import Now
from kit.addresses import address
from kit.keyset import Count, capped_count, keyset_page
from leads import nudging
from leads.models import Handoff
from sla.faces import Face, face
from sla.models import Clock, Metric
from sla.queue import with_handoffs
from teams.models import Side, User

UNCLAIMED = "none"


@dataclass(frozen=True)
class Urgent:
    """One lead that waits; the addresses of acts are "" where they are not to be had.

    ``nudged`` says when its owner was nudged last, "" when that is too long ago to matter.
    """

    id: str
    name: str
    company: str
    url: str
    owner: str
    step: str
    clock: Face
    source: str
    grade: str
    assign_url: str
    nudge_url: str
    nudged: str
    reassign_url: str = ""

    @property
    def unclaimed_word(self) -> str:
        """Return what stands in the place of an owner."""
        return _("Unclaimed")

    @property
    def nudge_word(self) -> str:
        """Return what the button says that nudges."""
        return _("Nudge")

    @property
    def nudge_label(self) -> str:
        """Return the same with whose lead it is, where it is read aloud."""
        return _("Nudge: %(name)s") % {"name": self.name}

    @property
    def assign_word(self) -> str:
        """Return what the button says that assigns."""
        return _("Assign")

    @property
    def assign_label(self) -> str:
        """Return the same with whose lead it is, where it is read aloud."""
        return _("Assign: %(name)s") % {"name": self.name}

    @property
    def reassign_word(self) -> str:
        """Return what the button says that gives a claimed lead to another."""
        return _("Reassign")

    @property
    def reassign_label(self) -> str:
        """Return the same with whose lead it is, where it is read aloud."""
        return _("Reassign: %(name)s") % {"name": self.name}


@dataclass(frozen=True)
class Asked:
    """Which of them: the state they show (None: late or soon), whose, from which source."""

    state: Now | None = None
    owner: str = ""
    step: str = ""
    source_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """One page of the list, most urgent first, and how many there are (up to a cap)."""

    rows: list[Urgent]
    next_cursor: str
    is_first: bool
    count: Count


def listed(asked: Asked, *, at: datetime, by: User, back: str, cursor: str = "") -> Listed:
    """Return one page as ``by`` sees it; ``back`` is the address that an act returns to.

    Raises ``BadCursor`` for a cursor that was not made here.
    """
    found = clocks(asked, at)
    page = keyset_page(found, by="due_at", cursor=cursor)
    rows = urgent(page.rows, at=at, by=by, back=back)
    return Listed(rows, page.next_cursor, page.is_first, capped_count(found))


def clocks(asked: Asked, at: datetime) -> QuerySet[Clock, Clock]:
    """Return the clocks of the list at ``at``."""
    shown = live.shows(asked.state, at) if asked.state else _late_or_soon(at)
    rows = live.current().filter(shown)
    if asked.step:
        rows = rows.filter(metric=asked.step)
    if asked.source_id is not None:
        rows = rows.filter(handoff__source_id=asked.source_id)
    if asked.owner == UNCLAIMED:
        return rows.filter(handoff__owner__isnull=True)
    return rows.filter(handoff__owner__code=asked.owner) if asked.owner else rows


def urgent(rows: Sequence[Clock], *, at: datetime, by: User, back: str) -> list[Urgent]:
    """Return clocks as rows with what ``by`` may do: two queries."""
    nudged = nudging.recent([clock.handoff_id for clock in rows], at)
    after = f"?{urlencode({'next': back})}"
    may_assign, may_nudge = by.manages(Side.SALES), nudging.may_nudge(by)
    return [
        _row(
            clock,
            at,
            assign_url=_url("leads:assign", clock.handoff, after)
            if may_assign and clock.handoff.owner_id is None
            else "",
            reassign_url=_url("leads:reassign", clock.handoff, after)
            if may_assign and clock.handoff.owner_id is not None
            else "",
            nudge_url=_url("leads:nudge", clock.handoff, after)
            if may_nudge and clock.handoff.owner_id != by.pk
            else "",
            nudged=nudging.said(nudged[clock.handoff_id], at)
            if may_nudge and clock.handoff_id in nudged
            else "",
        )
        for clock in with_handoffs(rows, "owner__name")
    ]


def _row(clock: Clock, at: datetime, **acts: str) -> Urgent:
    handoff, lead = clock.handoff, clock.handoff.lead
    name = str(lead)
    return Urgent(
        id=f"waiting-{handoff.code}",
        name=name,
        company="" if lead.company_name == name else lead.company_name,
        url=lead.get_absolute_url(),
        owner=handoff.owner.name if handoff.owner else "",
        step=_("Claim") if clock.metric == Metric.CLAIM else _("First contact"),
        clock=face(clock, at),
        source=handoff.source.name if handoff.source else "",
        grade=handoff.grade,
        **acts,
    )


def _late_or_soon(at: datetime) -> Q:
    return live.shows(Now.BREACHED, at) | live.shows(Now.AT_RISK, at)


def _url(name: str, handoff: Handoff, after: str) -> str:
    return address(name, handoff.code) + after
