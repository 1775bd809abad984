"""The full timeline of a lead: moves, touches, qualifications and what befell its clocks."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.phrases import dotted, isolated
from leads.lifecycle import refusal_to_correct
from leads.models import (
    AbsenceCause,
    Lead,
    Nudge,
    Qualification,
    StageChange,
    Touch,
    TouchCorrection,
)
from leads.stages import Move
from sla.effect_words import moved
from sla.models import (
    ClockEvent,
    EventKind,
    ExcuseEvent,
    ExcuseKind,
    ExcuseState,
    Metric,
    Pause,
)
from sla.upcoming import title_of
from teams.models import User

AT_MOST = 200


@dataclass(frozen=True)
class Event:
    """One line: an icon, a title, when (in words and ISO), and by whom, text, state if any.

    ``logged``: when a touch was logged, in words, if that was later; ``acts``: words and addresses.
    """

    icon: str
    title: str
    when: str
    at: str
    instant: datetime
    by: str = ""
    body: str = ""
    state: str = ""
    logged: str = ""
    is_struck: bool = False
    acts: tuple[tuple[str, str], ...] = ()


_ICONS = {
    Move.CAPTURE: "user-plus",
    Move.QUALIFY_MQL: "badge-check",
    Move.HAND_OFF: "handshake",
    Move.WITHDRAW: "undo-2",
    Move.CLAIM: "hand",
    Move.ASSIGN: "user-check",
    Move.REASSIGN: "user-check",
    Move.UNDO_CLAIM: "undo-2",
    Move.RELEASE: "inbox",
    Move.CORRECT: "pencil",
    Move.STRIKE: "eraser",
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
_TOUCH_FIELDS = (
    "code",
    "channel",
    "outcome",
    "occurred_at",
    "logged_at",
    "note",
    "struck_at",
    "by_id",
)
_CORRECTION_FIELDS = ("channel", "outcome", "occurred_at", "note", "reason", "is_strike")
# Somebody who logs within this time of the touch logs it at once.
AT_ONCE_SECONDS = 120
# What a line says of a move; persons and hand-offs have wide rows.
_MOVE_FIELDS = (
    "move",
    "at",
    "by__name",
    "given_to__name",
    "taken_from__name",
    "cause",
    "reason__label_en",
    "reason__label_ar",
    *(f"touch__{name}" for name in _TOUCH_FIELDS),
    *(f"correction__{name}" for name in _CORRECTION_FIELDS),
    "handoff__reason_id",
    "handoff__reason_text",
)
_GIVEN = {
    Move.ASSIGN: gettext_lazy("Assigned to %(name)s"),
    Move.REASSIGN: gettext_lazy("Reassigned to %(name)s"),
}
_BACK = {
    AbsenceCause.LEFT: gettext_lazy("Back in the queue: %(name)s left"),
    AbsenceCause.AWAY: gettext_lazy("Back in the queue: %(name)s is away"),
}
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
}


def of_lead(
    lead: Lead, at: datetime, *, by: User | None = None, at_most: int = AT_MOST
) -> list[Event]:
    """Return the latest events of ``lead``, newest first; six queries whatever their number.

    With ``by`` the touches that this person may put right say how.
    """
    events = [
        *moves(lead, at, by=by, at_most=at_most),
        *_clock_events(lead, at, at_most),
        *_nudges(lead, at, at_most),
    ]
    if at_most == AT_MOST:  # a pane has room for what happened, not for what was said of it
        for more in (_overrides, pauses, _excuses):
            events += more(lead, at, at_most)
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


def moves(
    lead: Lead, at: datetime, *, by: User | None = None, at_most: int = AT_MOST
) -> list[Event]:
    """Return the latest moves and touches of ``lead``, newest first; one query."""
    rows = (
        StageChange.objects.filter(lead=lead)
        .select_related("by", "given_to", "taken_from", "reason", "touch", "correction", "handoff")
        .only(*_MOVE_FIELDS)
        .order_by("-at", "-id")[:at_most]
    )
    return [
        _touch(row, row.touch, at, by)
        if row.touch is not None and row.correction is None
        else _move(row, at)
        for row in rows
    ]


def _touch(row: StageChange, touch: Touch, at: datetime, by: User | None) -> Event:
    """Return the line of a touch as it is known now, with when it was logged if that was later."""
    is_late = (touch.logged_at - touch.occurred_at).total_seconds() > AT_ONCE_SECONDS
    return Event(
        icon=_CHANNEL_ICONS[touch.channel],
        title=_touch_words(touch),
        when=when(touch.occurred_at, at),
        at=touch.occurred_at.isoformat(),
        instant=touch.occurred_at,
        by=row.by.name if row.by else "",
        body=touch.note,
        logged=_("Logged %(when)s") % {"when": when(touch.logged_at, at)} if is_late else "",
        is_struck=touch.struck_at is not None,
        acts=_touch_acts(touch, at, by),
    )


def _touch_words(said: Touch | TouchCorrection) -> str:
    return f"{said.get_channel_display()}: {said.get_outcome_display()}"


def _touch_acts(touch: Touch, at: datetime, by: User | None) -> tuple[tuple[str, str], ...]:
    if by is None or refusal_to_correct(touch=touch, at=at, by=by) is not None:
        return ()
    return (
        (_("Correct"), reverse("leads:correct_touch", args=[touch.code])),
        (_("Strike out"), reverse("leads:strike_touch", args=[touch.code])),
    )


def _former(said: TouchCorrection, at: datetime) -> str:
    """Return what a touch said before, and why it was corrected or struck out."""
    before = [_touch_words(said), when(said.occurred_at, at), said.note]
    lines = [_("Before: %(text)s") % {"text": dotted(before)}]
    if said.reason:
        lines.append(_("Reason: %(text)s") % {"text": isolated(said.reason)})
    return "\n".join(lines)


def _move(row: StageChange, at: datetime) -> Event:
    instant = row.at
    title, icon = row.get_move_display(), _ICONS.get(Move(row.move), "circle")
    body = _former(row.correction, at) if row.correction else _reason(row)
    if row.cause and row.taken_from is not None:
        title = _BACK[AbsenceCause(row.cause)] % {"name": row.taken_from}
    if row.given_to is not None:
        title = _GIVEN.get(Move(row.move), _GIVEN[Move.ASSIGN]) % {"name": row.given_to}
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
    "at",
    "old_due_at",
    "new_due_at",
    "clock__metric",
    "clock__seq",
    "clock__target__attempts",
)


def _clock_events(lead: Lead, at: datetime, at_most: int) -> list[Event]:
    rows = (
        ClockEvent.objects.filter(clock__handoff__lead=lead, kind__in=_SHOWN_EVENTS)
        # A calendar that changed without moving this clock is no news of the lead.
        .exclude(kind=EventKind.MOVED, old_due_at=F("new_due_at"))
        .select_related("clock__target", "by")
        .only(*_CLOCK_FIELDS, "by__name")
        .order_by("-at", "-id")[:at_most]
    )
    return [
        Event(
            icon="timer",
            title=_clock_title(row),
            when=when(row.at, at),
            at=row.at.isoformat(),
            instant=row.at,
            by=row.by.name if row.by and row.kind == EventKind.ACKNOWLEDGED else "",
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
