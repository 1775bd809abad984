"""The full timeline of a lead: moves, touches, qualifications and what befell its clocks."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from kit.phrases import isolated
from leads.models import Lead, Nudge, Qualification, StageChange
from leads.stages import Move
from sla.models import ClockEvent, EventKind, Metric

AT_MOST = 200


@dataclass(frozen=True)
class Event:
    """One line: an icon, a title, when (in words and ISO), and by whom, text, state if any."""

    icon: str
    title: str
    when: str
    at: str
    instant: datetime
    by: str = ""
    body: str = ""
    state: str = ""


_ICONS = {
    Move.CAPTURE: "user-plus",
    Move.QUALIFY_MQL: "badge-check",
    Move.HAND_OFF: "handshake",
    Move.WITHDRAW: "undo-2",
    Move.CLAIM: "hand",
    Move.ASSIGN: "user-check",
    Move.UNDO_CLAIM: "undo-2",
    Move.RELEASE: "inbox",
    Move.REJECT: "circle-x",
    Move.DISQUALIFY: "circle-slash",
    Move.RECYCLE: "recycle",
    Move.QUALIFY: "badge-check",
    Move.WIN: "trophy",
    Move.LOSE: "circle-x",
    Move.IMPORT_OUTCOME: "file-up",
}
_CHANNEL_ICONS = {
    "call": "phone",
    "email": "mail",
    "meeting": "calendar",
    "message": "message-circle",
}
# What a line says of a move; persons and hand-offs have wide rows.
_MOVE_FIELDS = (
    "move",
    "at",
    "by__name",
    "given_to__name",
    "reason__label_en",
    "reason__label_ar",
    "touch__channel",
    "touch__outcome",
    "touch__occurred_at",
    "touch__note",
    "handoff__reason_id",
    "handoff__reason_text",
)
_SHOWN_EVENTS = {
    EventKind.WARNED: "at_risk",
    EventKind.BREACHED: "breached",
    EventKind.BREACH_WITHDRAWN: "met",
    EventKind.VOIDED: "void",
    EventKind.MET: "met",
    EventKind.ANSWERED_LATE: "breached",
}


def of_lead(lead: Lead, at: datetime, *, at_most: int = AT_MOST) -> list[Event]:
    """Return the latest events of ``lead``, newest first; four queries whatever their number."""
    events = [
        *moves(lead, at, at_most=at_most),
        *_clock_events(lead, at, at_most),
        *_overrides(lead, at, at_most),
        *_nudges(lead, at, at_most),
    ]
    return sorted(events, key=lambda event: event.instant, reverse=True)[:at_most]


def when(instant: datetime, at: datetime) -> str:
    """Return an instant in words: the time today, day and time this year, else the date."""
    local, today = timezone.localtime(instant), timezone.localtime(at)
    clock = formats.time_format(local, "H:i")
    if local.date() == today.date():
        return clock
    if local.year == today.year:
        return f"{formats.date_format(local, 'MONTH_DAY_FORMAT')} {clock}"
    return formats.date_format(local, "DATE_FORMAT")


def moves(lead: Lead, at: datetime, *, at_most: int = AT_MOST) -> list[Event]:
    """Return the latest moves and touches of ``lead``, newest first; one query."""
    rows = (
        StageChange.objects.filter(lead=lead)
        .select_related("by", "given_to", "reason", "touch", "handoff")
        .only(*_MOVE_FIELDS)
        .order_by("-at", "-id")[:at_most]
    )
    return [_move(row, at) for row in rows]


def _move(row: StageChange, at: datetime) -> Event:
    touch = row.touch
    instant = touch.occurred_at if touch else row.at
    if touch is not None:
        title = f"{touch.get_channel_display()}: {touch.get_outcome_display()}"
        icon, body = _CHANNEL_ICONS[touch.channel], touch.note
    else:
        title, icon = row.get_move_display(), _ICONS.get(Move(row.move), "circle")
        body = _reason(row)
    if row.given_to is not None:
        title = _("Assigned to %(name)s") % {"name": row.given_to}
    return Event(
        icon=icon,
        title=title,
        when=when(instant, at),
        at=instant.isoformat(),
        instant=instant,
        by=row.by.name if row.by else "",
        body=body,
    )


def _reason(row: StageChange) -> str:
    if row.reason is None:
        return ""
    text = row.handoff.reason_text if row.handoff and row.handoff.reason_id else ""
    return f"{row.reason}: {isolated(text)}" if text else str(row.reason)


def _clock_events(lead: Lead, at: datetime, at_most: int) -> list[Event]:
    rows = (
        ClockEvent.objects.filter(clock__handoff__lead=lead, kind__in=_SHOWN_EVENTS)
        .select_related("clock")
        .only("kind", "at", "clock__metric")
        .order_by("-at", "-id")[:at_most]
    )
    return [
        Event(
            icon="timer",
            title=_clock_title(row),
            when=when(row.at, at),
            at=row.at.isoformat(),
            instant=row.at,
            state=_SHOWN_EVENTS[EventKind(row.kind)],
        )
        for row in rows
    ]


def _clock_title(row: ClockEvent) -> str:
    promise = Metric(row.clock.metric).label
    return _("%(promise)s: %(event)s") % {"promise": promise, "event": row.get_kind_display()}


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
