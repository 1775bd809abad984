"""The list of excuses: what waits for a manager's answer, what their side asked, what was said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kit.addresses import address
from kit.keyset import Count, Page, capped_counts, keyset_page
from sla import excusing
from sla.commitment_words import title
from sla.events import when
from sla.models import Excuse, ExcuseState, Metric
from sla.timeline import EXCUSE_ICONS
from teams.models import Side, User

TO_DECIDE, ASKED, DECIDED = "to_decide", "asked", "decided"
TABS = (TO_DECIDE, ASKED, DECIDED)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; an empty value narrows nothing. ``state`` is of the decided."""

    tab: str = TO_DECIDE
    kind: str = ""
    promise: str = ""
    state: str = ""


@dataclass(frozen=True)
class ExcuseRow:
    """One request as it is shown."""

    code: UUID
    url: str
    lead: str
    promise: str
    due: str
    side: str
    charged: str
    asked_by: str
    asked: str
    kind: str
    reason: str
    state: str
    icon: str
    decided: str
    word: str


@dataclass(frozen=True)
class ExcusePage:
    """One page of the list, and how many there are under each tab."""

    rows: list[ExcuseRow]
    next_cursor: str
    is_first: bool
    counts: dict[str, Count]


def excuse_page(*, wanted: Wanted, by: User, at: datetime, cursor: str = "") -> ExcusePage:
    """Return one page, the newest first: three queries however long the list is."""
    rows = matching(wanted, by).select_related(
        "asked_by",
        "decided_by",
        "breach__charged_to",
        "breach__clock__handoff__lead",
        "breach__commitment",
    )
    page: Page[Excuse] = keyset_page(rows, by="-asked_at", cursor=cursor)
    tabs = {tab: _under(tab, by).filter(_narrowed(wanted)) for tab in TABS}
    return ExcusePage(
        rows=[_row(excuse, at) for excuse in page.rows],
        next_cursor=page.next_cursor,
        is_first=page.is_first,
        counts=capped_counts(tabs),
    )


def matching(wanted: Wanted, by: User) -> QuerySet[Excuse, Excuse]:
    """Return the requests that ``wanted`` lets through for ``by``."""
    rows = _under(wanted.tab, by).filter(_narrowed(wanted))
    return rows.filter(state=wanted.state) if wanted.state and wanted.tab == DECIDED else rows


def codes_to_decide(wanted: Wanted, by: User) -> list[UUID]:
    """Return the codes of all that match and wait for ``by``, one more than are decided at once."""
    rows = _under(TO_DECIDE, by).filter(_narrowed(wanted)).order_by("pk")
    return list(rows.values_list("code", flat=True)[: excusing.AT_ONCE + 1])


def _under(tab: str, by: User) -> QuerySet[Excuse, Excuse]:
    rows = Excuse.objects.all()
    if tab == TO_DECIDE:
        return rows.filter(side__in=excusing.sides_to_decide(by), state=ExcuseState.ASKED)
    mine = [side for side in Side.values if by.manages(side)]
    if tab == ASKED:
        return rows.filter(side__in=mine, state=ExcuseState.ASKED)
    return rows.exclude(state=ExcuseState.ASKED)


def _narrowed(wanted: Wanted) -> Q:
    found = Q()
    if wanted.kind:
        found &= Q(kind=wanted.kind)
    if wanted.promise:
        found &= Q(breach__clock__metric=wanted.promise)
    return found


def _row(excuse: Excuse, at: datetime) -> ExcuseRow:
    breach = excuse.breach
    clock: Any = breach.clock
    decider = excuse.decided_by.name if excuse.decided_by else ""
    return ExcuseRow(
        code=excuse.code,
        url=address("sla:breach", breach.code),
        lead=str(clock.handoff.lead) if clock else _("Marketing"),
        promise=str(Metric(clock.metric).label) if clock else title(breach.commitment),
        due=when(breach.due_at, at),
        side=str(Side(excuse.side).label),
        charged=breach.charged_to.name if breach.charged_to else "",
        asked_by=excuse.asked_by.name if excuse.asked_by else "",
        asked=when(excuse.asked_at, at),
        kind=str(excuse.get_kind_display()),
        reason=excuse.reason,
        state=str(excuse.get_state_display()),
        icon=EXCUSE_ICONS[excuse.state],
        decided=" · ".join(
            part
            for part in (decider, when(excuse.decided_at, at) if excuse.decided_at else "")
            if part
        ),
        word=excuse.word,
    )
