"""The page that explains a clock, in words: verdict, ledger, events, whose time it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.durations import exact_text, exact_words, hours_inside, long_words_inside
from kit.phrases import dotted, isolated
from leads.stages import Move
from sla.attribution import Part
from sla.deadlines import State
from sla.explained import Explained, Shared
from sla.explaining import Day, Line, Why, by_day
from sla.ledger_bar import Kind, Segment, place, segments
from sla.models import ClockEvent, PauseReason
from sla.share_words import charged_words, part_words
from sla.upcoming import title_of

LINES_AT_MOST = 400  # a longer ledger is shown by the day


@dataclass(frozen=True)
class Row:
    """A line of the ledger: from when to when, why, how long, what counts of it and so far."""

    times: str
    why: str
    length: str
    counted: str
    total: str
    is_late: bool


@dataclass(frozen=True)
class DayRow:
    """A date of the ledger with its lines; ``note`` where the clocks of the zone change."""

    title: str
    note: str
    counted: str
    total: str
    rows: list[Row]


@dataclass(frozen=True)
class EventRow:
    """What befell the clock, when, when that was recorded, by whom and why."""

    kind: str
    at: str
    recorded: str
    by: str
    cause: str


@dataclass(frozen=True)
class ShareRow:
    """A part of the time, whose it was, how long, and its share of what has elapsed."""

    part: str
    who: str
    time: str
    percent: str


@dataclass(frozen=True)
class Legend:
    """A kind of time on the bar, and how much of it there was."""

    kind: str
    label: str
    time: str


@dataclass(frozen=True)
class ClockPage:
    """The whole page."""

    metric: str
    state: str
    verdict: str
    zone: str
    started: str
    ended: str
    due: str
    paused: str
    due_x: str
    bar: list[Segment]
    bar_says: str
    legend: list[Legend]
    days: list[DayRow]
    is_by_day: bool
    events: list[EventRow]
    shares: list[ShareRow]


_WHYS = {
    Why.OPEN: gettext_lazy("Working hours"),
    Why.OVERRIDE: gettext_lazy("Hours of this day alone"),
    Why.EVERY_SECOND: gettext_lazy("Calendar time: every second counts"),
    Why.OUTSIDE_HOURS: gettext_lazy("Outside working hours"),
    Why.OUTSIDE_OVERRIDE: gettext_lazy("Outside the hours of this day"),
    Why.CLOSED_DAY: gettext_lazy("Not a working day"),
    Why.HOLIDAY: gettext_lazy("Holiday"),
    Why.OVERRIDE_CLOSED: gettext_lazy("Closed on this day alone"),
    Why.PAUSED: gettext_lazy("Paused"),
    Why.AFTER_END: gettext_lazy("The clock has ended: nothing counts any more"),
}
_CAUSES = {
    "sweep": gettext_lazy("noticed by the regular check"),
    "resume": gettext_lazy("resumed by hand"),
    "limit": gettext_lazy("the pause had reached its limit"),
    "closed": gettext_lazy("the hand-off ended"),
    "start": gettext_lazy("a pause lasted already"),
}
_KINDS = {
    Kind.IN_TIME: gettext_lazy("Counted, within the promise"),
    Kind.LATE: gettext_lazy("Counted, past the promise"),
    Kind.PAUSED: gettext_lazy("Paused"),
    Kind.CLOSED: gettext_lazy("Not counted"),
}


def clock_page(found: Explained, *, is_rtl: bool) -> ClockPage:
    """Return the page of ``found``; instants are told in its own zone."""
    clock, days = found.clock, by_day(found.lines)
    is_by_day = len(found.lines) > LINES_AT_MOST
    due_at = found.reading.due_at
    with timezone.override(found.zone):
        return ClockPage(
            metric=title_of(clock),
            state=found.reading.state.value,
            verdict=verdict(found),
            zone=found.zone.key,
            started=instant_text(clock.started_at),
            ended=instant_text(found.ended_at) if found.ended_at else "",
            due=instant_text(due_at) if due_at else "",
            paused=_paused(found),
            due_x=place(due_at, found.lines, is_rtl=is_rtl) if due_at else "",
            bar=segments(found.lines, is_rtl=is_rtl),
            bar_says=_bar_says(found),
            legend=_legend(found),
            days=[_day(day, found, with_rows=not is_by_day) for day in days],
            is_by_day=is_by_day,
            events=[_event(row) for row in found.events],
            shares=share_rows(clock.metric, found.shares, found.reading.elapsed_seconds),
        )


def verdict(found: Explained) -> str:
    """Return in one sentence what the clock shows and by how much."""
    reading = found.reading
    words = {
        "used": _of_its_kind(found, reading.elapsed_seconds),
        "target": _words(found, found.clock.target_seconds),
        "late": _words(found, reading.overdue_seconds),
        "left": _words(found, reading.remaining_seconds),
    }
    if reading.state == State.BREACHED:
        return _broken(found) % words
    texts = {
        State.MET: _("Kept: answered after %(used)s. Promised: %(target)s."),
        State.VOID: _("Fell away after %(used)s: no answer was owed any more."),
        State.PAUSED: _("Paused. Used so far: %(used)s. Left: %(left)s."),
    }
    running = _("Running. Used so far: %(used)s. Left: %(left)s.")
    return texts.get(reading.state, running) % words


def instant_text(at: datetime) -> str:
    """Return date and time, with seconds where there are any."""
    local = timezone.localtime(at)
    said = {"date": date_format(local, "DATE_FORMAT"), "time": isolated(_time(local))}
    return _("%(date)s, %(time)s") % said


def _broken(found: Explained) -> str:
    if found.clock.stopped_at is not None and found.ended_at is not None:
        return _("Broken: answered after %(used)s. Promised: %(target)s. Late by %(late)s.")
    if found.ended_at is not None:
        return _("Broken: ended without an answer after %(used)s. Promised: %(target)s.")
    return _("Broken and not answered yet: %(used)s so far. Promised: %(target)s.")


def _words(found: Explained, seconds: int) -> str:
    return hours_inside(seconds) if found.is_business_time else long_words_inside(seconds)


def _of_its_kind(found: Explained, seconds: int) -> str:
    """Return how much time of the kind that the promise counts in."""
    time = _words(found, seconds)
    return _("%(time)s of working time") % {"time": time} if found.is_business_time else time


def _legend(found: Explained) -> list[Legend]:
    """Return how much of each kind of time there was, what was not there left out."""
    lines, late = found.lines, found.reading.overdue_seconds
    sums = {
        Kind.IN_TIME: found.reading.elapsed_seconds - late,
        Kind.LATE: late,
        Kind.PAUSED: sum(line.seconds for line in lines if line.pause is not None),
        Kind.CLOSED: sum(
            line.seconds
            for line in lines
            if not line.is_counted and line.pause is None and line.why != Why.AFTER_END
        ),
    }
    return [
        Legend(kind.value, str(_KINDS[kind]), exact_words(seconds))
        for kind, seconds in sums.items()
        if seconds
    ]


def _paused(found: Explained) -> str:
    """Return what pauses took of the time that counts, and until when one lasts; "" without any."""
    if not found.pauses:
        return ""
    took = sum(line.seconds for line in found.lines if line.why == Why.PAUSED)
    lasting = found.pauses[-1] if found.reading.state == State.PAUSED else None
    until = _("until %(until)s") % {"until": instant_text(lasting.until_at)} if lasting else ""
    time = exact_words(took)
    return dotted(
        [_("%(time)s of working time") % {"time": time} if found.is_business_time else time, until]
    )


def _bar_says(found: Explained) -> str:
    return dotted(f"{each.label}: {each.time}" for each in _legend(found))


def _day(day: Day, found: Explained, *, with_rows: bool) -> DayRow:
    is_changing = _offset(day.local_date, found.zone) != _offset(
        day.local_date + timedelta(days=1), found.zone
    )
    return DayRow(
        title=date_format(day.local_date, "l j F Y"),
        note=_("The clocks change on this day.") if is_changing else "",
        counted=exact_text(day.seconds),
        total=exact_text(day.total_seconds),
        rows=[_row(line, found) for line in day.lines] if with_rows else [],
    )


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()


def _row(line: Line, found: Explained) -> Row:
    is_over = line.why == Why.AFTER_END
    return Row(
        times=_time(timezone.localtime(line.start)) if is_over else _times(line),
        why=_why(line, found),
        length="" if is_over else exact_text(line.seconds),
        counted=exact_text(line.seconds) if line.is_counted else "–",
        total=exact_text(line.total_seconds),
        is_late=line.is_late,
    )


def _times(line: Line) -> str:
    """Return from when to when; midnight at the end of the day is 24:00."""
    start, end = timezone.localtime(line.start), timezone.localtime(line.end)
    is_next_day = end.date() > line.local_date
    return f"{_time(start)}–{'24:00' if is_next_day else _time(end)}"


def _time(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _why(line: Line, found: Explained) -> str:
    is_closed = line.pause is not None and line.why != Why.PAUSED
    parts = [_("Paused") if is_closed else "", str(_WHYS[line.why]), line.name]
    if line.is_late:
        parts.append(_("past the promise"))
    if line.pause is not None:
        pause = found.pauses[line.pause]
        parts += [str(pause.get_reason_display()), pause.text, pause.by.name if pause.by else ""]
    return dotted(parts)


def _event(row: ClockEvent) -> EventRow:
    cause = _cause(row.cause)
    if row.old_due_at and row.new_due_at:
        moved = {"old": instant_text(row.old_due_at), "new": instant_text(row.new_due_at)}
        cause = dotted([cause, _("due %(old)s before, %(new)s now") % moved])
    return EventRow(
        kind=str(row.get_kind_display()),
        at=instant_text(row.at),
        recorded=instant_text(row.recorded_at),
        by=row.by.name if row.by else "",
        cause=cause,
    )


def _cause(cause: str) -> str:
    if cause in Move.values:
        return str(Move(cause).label)
    if cause in PauseReason.values:
        return str(PauseReason(cause).label)
    return str(_CAUSES.get(cause, cause))


def share_rows(metric: str, shares: Sequence[Shared], elapsed_seconds: int) -> list[ShareRow]:
    """Return in words how the time of a broken promise is shared out; pauses without a percent."""
    return [_share(metric, row, elapsed_seconds) for row in shares]


def _share(metric: str, row: Shared, elapsed_seconds: int) -> ShareRow:
    share, is_paused = row.share, row.share.part is Part.PAUSED
    name = row.person.name if row.person else ""
    percent = round(100 * share.seconds / elapsed_seconds) if elapsed_seconds else 0
    return ShareRow(
        part=part_words(metric, share.part.value),
        who=charged_words(metric, share.part.value, name),
        time=exact_words(share.seconds),
        percent="" if is_paused else f"{percent}%",
    )
