"""The full timeline of a lead: moves, touches, qualifications and what befell its clocks."""

from dataclasses import replace
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from kit.phrases import dotted
from leads.models import Lead, Nudge, Qualification
from sla.effect_words import moved
from sla.events import Event, name_people, when
from sla.models import (
    ClockEvent,
    EventKind,
    ExcuseEvent,
    ExcuseKind,
    ExcuseState,
    Metric,
    Pause,
)
from sla.moves import moves
from sla.upcoming import title_of
from teams.models import User

AT_MOST = 200
EXCUSE_ICONS: dict[str, str] = {
    ExcuseState.ASKED: "scale",
    ExcuseState.GRANTED: "circle-check",
    ExcuseState.REFUSED: "circle-x",
    ExcuseState.WITHDRAWN: "undo-2",
    ExcuseState.REVOKED: "circle-slash",
    ExcuseState.LAPSED: "circle",
}
_SHOWN_EVENTS = {
    EventKind.WARNED: "at_risk",
    EventKind.BREACHED: "breached",
    EventKind.BREACH_WITHDRAWN: "met",
    EventKind.VOIDED: "void",
    EventKind.MET: "met",
    EventKind.REOPENED: "on_track",
    EventKind.ANSWERED_LATE: "breached",
    EventKind.ESCALATED: "",
    EventKind.ACKNOWLEDGED: "",
    EventKind.MOVED: "",
    EventKind.REMATCHED: "",
}


def of_lead(
    lead: Lead, at: datetime, *, by: User | None = None, at_most: int = AT_MOST
) -> list[Event]:
    """Return the latest events of ``lead``, newest first; as many queries whatever their number.

    With ``by`` the touches that this person may put right say how.
    """
    events = [
        *moves(lead, at, by=by, at_most=at_most),
        *_clock_events(lead, at, at_most),
    ]
    if at_most == AT_MOST:  # a pane has room for what happened, not for what was said of it
        for more in (_nudges, _overrides, pauses, _excuses):
            events += more(lead, at, at_most)
    return sorted(events, key=lambda event: event.instant, reverse=True)[:at_most]


def pauses(lead: Lead, at: datetime, at_most: int = AT_MOST) -> list[Event]:
    """Return the latest pauses of ``lead``, and how each of them ended; one query."""
    rows = Pause.objects.filter(handoff__lead=lead).select_related("by", "ended_by")
    found = []
    for row in rows.order_by("-started_at")[:at_most]:
        found += [_paused(row, at), *([_resumed(row, row.ended_at, at)] if row.ended_at else [])]
    return found


def _paused(row: Pause, at: datetime) -> Event:
    until = _("until %(until)s") % {"until": when(row.until_at, at)}
    return Event(
        icon="circle-pause",
        title=_("Paused: %(why)s") % {"why": row.get_reason_display()},
        when=when(row.started_at, at),
        at=row.started_at.isoformat(),
        instant=row.started_at,
        by=row.by.name if row.by else "",
        body=dotted([until, row.text]),
        state="paused",
    )


def _resumed(row: Pause, ended_at: datetime, at: datetime) -> Event:
    causes = {
        "resume": _("Runs on"),
        "limit": _("Runs on: the pause came to its end"),
        "closed": _("The pause ended with the hand-off"),
    }
    return Event(
        icon="circle-play",
        title=causes[row.end_cause],
        when=when(ended_at, at),
        at=ended_at.isoformat(),
        instant=ended_at,
        by=row.ended_by.name if row.ended_by and row.end_cause == "resume" else "",
    )


# What a line says of what befell a clock; targets have wide rows.
_CLOCK_FIELDS = (
    "kind",
    "by_id",
    "at",
    "old_due_at",
    "new_due_at",
    "clock__metric",
    "clock__seq",
    "clock__target__attempts",
)


def _clock_events(lead: Lead, at: datetime, at_most: int) -> list[Event]:
    found = (
        ClockEvent.objects.filter(clock__handoff__lead=lead, kind__in=_SHOWN_EVENTS)
        # A calendar that changed without moving this clock is no news of the lead.
        .exclude(kind__in=(EventKind.MOVED, EventKind.REMATCHED), old_due_at=F("new_due_at"))
        .select_related("clock__target")
        .only(*_CLOCK_FIELDS)
        .order_by("-at", "-id")[:at_most]
    )
    rows = list(found)
    acknowledged = [row for row in rows if row.kind == EventKind.ACKNOWLEDGED]
    name_people(acknowledged, "by")
    return [
        Event(
            icon="timer",
            title=_clock_title(row),
            when=when(row.at, at),
            at=row.at.isoformat(),
            instant=row.at,
            by=row.by.name if row in acknowledged and row.by else "",
            body=moved(row, lambda instant: when(instant, at)),
            state=_SHOWN_EVENTS[EventKind(row.kind)],
        )
        for row in rows
    ]


def _clock_title(row: ClockEvent) -> str:
    said = {"promise": title_of(row.clock), "event": row.get_kind_display()}
    return _("%(promise)s: %(event)s") % said


def _overrides(lead: Lead, at: datetime, at_most: int) -> list[Event]:
    """Return the qualifications that went against the definition: they are marked."""
    found = Qualification.objects.filter(lead=lead, is_met=False)
    rows = found.select_related("by", "definition").defer("results")
    return [
        Event(
            icon="flag",
            title=_("Against the definition (%(definition)s)")
            % {"definition": str(row.definition) if row.definition else "–"},
            when=when(row.at, at),
            at=row.at.isoformat(),
            instant=row.at,
            by=row.by.name if row.by else "",
            body=row.override_reason,
        )
        for row in rows.order_by("-at")[:at_most]
    ]


def _nudges(lead: Lead, at: datetime, at_most: int) -> list[Event]:
    found = Nudge.objects.filter(handoff__lead=lead)
    rows = found.select_related("by", "to").only("at", "by__name", "to__name")
    return [
        Event(
            icon="bell-ring",
            title=_("Nudged: %(name)s") % {"name": row.to} if row.to else _("Nudged: the reps"),
            when=when(row.at, at),
            at=row.at.isoformat(),
            instant=row.at,
            by=row.by.name if row.by else "",
        )
        for row in rows.order_by("-at")[:at_most]
    ]


def _excuses(lead: Lead, at: datetime, at_most: int) -> list[Event]:
    rows = ExcuseEvent.objects.filter(excuse__breach__clock__handoff__lead=lead)
    newest = rows.select_related("by", "excuse__breach__clock").order_by("-at", "-id")[:at_most]
    return [_of_promise(row, excuse_step(row, at)) for row in newest]


def _of_promise(row: ExcuseEvent, step: Event) -> Event:
    clock = row.excuse.breach.clock
    if clock is None:
        return step
    words = {"promise": Metric(clock.metric).label, "event": step.title}
    return replace(step, title=_("%(promise)s: %(event)s") % words)


def excuse_step(row: ExcuseEvent, at: datetime) -> Event:
    """Return one step of what was asked about a breach: what, by whom, in which words."""
    words = {"kind": row.excuse.get_kind_display(), "state": row.get_state_display()}
    title = _("%(kind)s: %(state)s") % words
    if row.state == ExcuseState.ASKED:
        is_dispute = row.excuse.kind == ExcuseKind.DISPUTE
        title = _("Disputed: the record is wrong") if is_dispute else _("Asked to set it aside")
    return Event(
        icon=EXCUSE_ICONS[row.state],
        title=title,
        when=when(row.at, at),
        at=row.at.isoformat(),
        instant=row.at,
        by=row.by.name if row.by else "",
        body=row.text,
    )
