"""What a working calendar says and what it refuses, in words for a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kit.phrases import isolated
from kit.row_forms import join_values
from sla.calendar_errors import (
    BadDate,
    BadTime,
    BadWindow,
    CalendarError,
    NoOpenTime,
    OverlappingWindows,
    PastHorizon,
    UnknownZone,
)
from sla.icalendar import LeftOut, Reason
from sla.windows import DAYS, WrittenWindows

DAY_NAMES = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}


FEWEST_IN_A_RANGE = 3


@dataclass(frozen=True)
class OpenDays:
    """Days that follow each other with the same windows: "Sunday to Thursday", 09:00 to 17:00."""

    days: str
    windows: WrittenWindows


def week_days() -> tuple[str, ...]:
    """Return the weekdays from the first of the week in the active language on."""
    first = (int(formats.get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    return DAYS[first:] + DAYS[:first]


def open_days(week: Mapping[str, WrittenWindows]) -> list[OpenDays]:
    """Return the open days of ``week``, those beside each other with equal windows together.

    The week is read from the first day after a closed one, so that no range is torn apart.
    """
    days = week_days()
    first = next(
        (n for n, day in enumerate(days) if week.get(day) and not week.get(days[n - 1])), 0
    )
    runs: list[tuple[list[str], WrittenWindows]] = []
    before: object = None
    for day in days[first:] + days[:first]:
        windows = week.get(day)
        if windows and windows == before:
            runs[-1][0].append(day)
        elif windows:
            runs.append(([day], windows))
        before = windows
    return [OpenDays(_days(run), windows) for run, windows in runs]


def _days(run: list[str]) -> str:
    if len(run) < FEWEST_IN_A_RANGE:
        return join_values(DAY_NAMES[day] for day in run)
    ends = {"first": DAY_NAMES[run[0]], "last": DAY_NAMES[run[-1]]}
    return pgettext("days of the week", "%(first)s to %(last)s") % ends


def explain(error: CalendarError) -> str:
    """Return what is wrong and how to correct it, in the active language."""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words(error)
    return _("These working hours cannot be used. Check the times.")


def _written(value: object) -> str:
    """Return a refused piece of text as it was typed."""
    if isinstance(value, (list, tuple)):
        return "-".join(str(part) for part in value)
    return str(value)


def _bad_time(error: CalendarError) -> str:
    return _("“%(text)s” is not a time of day. Write for example 09:00.") % {
        "text": _written(error.detail["value"])
    }


def _bad_window(error: CalendarError) -> str:
    return _("“%(text)s” must be a start and a later end, such as 09:00-17:00.") % {
        "text": _written(error.detail["value"])
    }


def _overlap(error: CalendarError) -> str:
    return _("%(first)s and %(second)s overlap.") % error.detail


def _zone(error: CalendarError) -> str:
    return _("“%(text)s” is not a known time zone. Write for example Asia/Riyadh.") % {
        "text": _written(error.detail["tz"])
    }


def _date(error: CalendarError) -> str:
    return _("“%(text)s” is not a date.") % {"text": _written(error.detail["value"])}


def _closed(_error: CalendarError) -> str:
    return _("The calendar is never open. Give at least one day working hours.")


_WORDS = (
    (UnknownZone, _zone),
    (OverlappingWindows, _overlap),
    (BadWindow, _bad_window),
    (BadTime, _bad_time),
    (BadDate, _date),
    (NoOpenTime, _closed),
    (PastHorizon, _closed),
)


def why_left_out(event: LeftOut) -> str:
    """Return which event of a file became no holiday, and why."""
    return f"{isolated(event.name) if event.name else '–'}: {_LEFT_OUT[event.reason]}"


_LEFT_OUT = {
    Reason.TIMED: gettext_lazy("it has a time of day; holidays are whole days"),
    Reason.REPEATS: gettext_lazy("it repeats; add its dates one by one"),
    Reason.NO_DATE: gettext_lazy("its date cannot be read"),
    Reason.BACKWARDS: gettext_lazy("it ends before it begins"),
    Reason.TOO_LONG: gettext_lazy("it lasts longer than a year"),
}
