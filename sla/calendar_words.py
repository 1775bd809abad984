"""What a working calendar refuses, said to a person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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

DAY_NAMES = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}


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
