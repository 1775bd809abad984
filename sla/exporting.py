"""Lists of hand-offs, excuses and exceptions as files: one row a line, instants as they were."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.exporting import Cell, Sheet
from kit.keyset import keyset_rows
from leads.models import Handoff, Touch
from sla.commitment_words import title
from sla.deadlines import State, state_at
from sla.handoff_list import standing
from sla.models import Clock, ClockException, Excuse, Metric
from teams.models import Side

PIECE = 500
_STATES: dict[State, str | Promise] = {
    State.ON_TRACK: gettext_lazy("On track"),
    State.AT_RISK: gettext_lazy("At risk"),
    State.BREACHED: gettext_lazy("Broken"),
    State.MET: gettext_lazy("Kept"),
    State.VOID: gettext_lazy("Fell away"),
    State.PAUSED: gettext_lazy("Paused"),
}
_MINUTE = 60
_PROMISES = (Metric.CLAIM, Metric.FIRST_TOUCH)
About = Sequence[tuple[str, str]]


def handoff_sheet(
    rows: QuerySet[Any, Any], *, what: str, at: datetime, zone: ZoneInfo, about: About = ()
) -> Sheet:
    """Return the hand-offs ``rows``, newest first: who, both clocks, and what became of them.

    Four queries for each five hundred.
    """
    promises = [name for metric in _PROMISES for name in _promise_head(str(metric.label))]
    head = [
        *(_("Lead"), _("Company"), _("E-mail"), _("Phone"), _("External id")),
        *(_("Source"), _("Lead type"), _("Persona"), _("Grade"), _("Region"), _("Cycle")),
        *(_("Handed over"), _("Handed over by"), _("Where it stands"), _("Owner")),
        *(_("Claimed"), _("First touch"), _("Touches")),
        *promises,
        *(_("Qualified"), _("Closed"), _("Reason"), _("Failed criterion"), _("Remark")),
        _("Value won"),
    ]
    day = timezone.localdate(at, zone)
    return Sheet(what=what, day=day, head=head, rows=_handoffs(rows, at), zone=zone, about=about)


def excuse_sheet(
    rows: QuerySet[Excuse, Excuse], *, at: datetime, zone: ZoneInfo, about: About = ()
) -> Sheet:
    """Return requests to set breaches aside as a sheet, the newest first."""
    head = [
        *(_("Lead"), _("Promise"), _("Due"), _("Side"), _("Charged to"), _("Kind")),
        *(_("Asked by"), _("Asked"), _("Reason"), _("State")),
        *(_("Decided by"), _("Decided"), _("Answer")),
    ]
    read = rows.select_related(
        *("asked_by", "decided_by", "breach__charged_to"),
        *("breach__clock__handoff__lead", "breach__commitment"),
    )
    pieces = keyset_rows(read, by="-asked_at", size=PIECE)
    lines = (_excuse(excuse) for piece in pieces for excuse in piece)
    day = timezone.localdate(at, zone)
    return Sheet(what="excuses", day=day, head=head, rows=lines, zone=zone, about=about)


def exception_sheet(
    rows: QuerySet[ClockException, ClockException], *, at: datetime, zone: ZoneInfo
) -> Sheet:
    """Return clocks that cannot run as agreed as a sheet, the newest first."""
    head = [_("Lead"), _("Company"), _("Owner"), _("Promise"), _("Since"), _("Cause")]
    pieces = keyset_rows(rows, by="-at", size=PIECE)
    lines = (_exception(each) for piece in pieces for each in piece)
    day = timezone.localdate(at, zone)
    return Sheet(what="exceptions", day=day, head=head, rows=lines, zone=zone)


def _promise_head(name: str) -> Iterator[str]:
    for text in (_("%(promise)s: due"), _("%(promise)s: state"), _("%(promise)s: working minutes")):
        yield text % {"promise": name}


def _handoffs(rows: QuerySet[Any, Any], at: datetime) -> Iterator[list[Cell]]:
    read = rows.select_related(
        *("lead", "source", "persona", "owner", "handed_by", "reason", "failed_criterion")
    )
    pieces: Iterator[list[Handoff]] = keyset_rows(read, by="-handed_at", size=PIECE)
    for piece in pieces:
        clocks = _clocks(piece)
        touches = _touches(piece)
        for handoff in piece:
            mine = [clocks.get((handoff.pk, metric)) for metric in _PROMISES]
            yield _handoff(handoff, mine, touches.get(handoff.pk, 0), at)


def _clocks(handoffs: Iterable[Handoff]) -> dict[tuple[int, str], Clock]:
    """Return the latest clock of each promise of each hand-off."""
    rows = Clock.objects.filter(handoff__in=list(handoffs), metric__in=_PROMISES)
    return {(clock.handoff_id, clock.metric): clock for clock in rows.order_by("seq")}


def _touches(handoffs: Iterable[Handoff]) -> dict[int, int]:
    rows = Touch.objects.filter(handoff__in=list(handoffs))
    return dict(rows.values_list("handoff_id").annotate(Count("pk")))


def _handoff(
    handoff: Handoff, clocks: Iterable[Clock | None], touches: int, at: datetime
) -> list[Cell]:
    lead = handoff.lead
    promised = [cell for clock in clocks for cell in _promised(clock, at)]
    return [
        *(str(lead), lead.company_name, lead.email, lead.phone, lead.external_id),
        *(str(handoff.source or ""), handoff.lead_type, str(handoff.persona or "")),
        *(handoff.grade, handoff.region, handoff.cycle, handoff.handed_at),
        *(_name(handoff.handed_by), standing(handoff), _name(handoff.owner)),
        *(handoff.claimed_at, handoff.first_touch_at, touches),
        *promised,
        *(handoff.qualified_at, handoff.closed_at, str(handoff.reason or "")),
        *(str(handoff.failed_criterion or ""), handoff.reason_text, handoff.won_value),
    ]


def _promised(clock: Clock | None, at: datetime) -> tuple[Cell, Cell, Cell]:
    if clock is None:
        return None, "", None
    seconds = clock.business_seconds
    minutes = None if seconds is None else round(seconds / _MINUTE, 1)
    return clock.due_at, str(_STATES[state_at(clock, at)]), minutes


def _excuse(excuse: Excuse) -> list[Cell]:
    breach = excuse.breach
    clock = breach.clock
    return [
        str(clock.handoff.lead) if clock else _("Marketing"),
        str(Metric(clock.metric).label) if clock else title(breach.commitment),
        *(breach.due_at, str(Side(excuse.side).label), _name(breach.charged_to)),
        *(str(excuse.get_kind_display()), _name(excuse.asked_by), excuse.asked_at, excuse.reason),
        *(str(excuse.get_state_display()), _name(excuse.decided_by), excuse.decided_at),
        excuse.word,
    ]


def _exception(each: ClockException) -> list[Cell]:
    handoff = each.handoff
    return [
        *(str(handoff.lead), handoff.lead.company_name, _name(handoff.owner)),
        *(str(Metric(each.metric).label), each.at, str(each.get_cause_display())),
    ]


def _name(person: Any) -> str:  # noqa: ANN401 - a user, or nobody
    return person.name if person else ""
