"""What a working calendar refuses, one class per refusal.

The messages are for logs and developers. A door that speaks to a person picks its own words by the
class and fills them from `detail`.
"""

from typing import ClassVar


class CalendarError(ValueError):
    """Anything a calendar refuses. `detail` names what was refused (keys: see each message)."""

    says: ClassVar[str] = "refused by the calendar"

    def __init__(self, **detail: object) -> None:
        self.detail = detail
        super().__init__(self.says.format(**detail))

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to copy it: keyword arguments are not among what exceptions copy."""
        return _again, (type(self), self.detail)


def _again(kind: type[CalendarError], detail: dict[str, object]) -> CalendarError:
    """Return the same refusal once more."""
    return kind(**detail)


class BadShape(CalendarError):
    """A part of the description is not of the kind it must be."""

    says = "{part} must be {wanted}, not {value!r}"


class UnknownZone(CalendarError):
    """The zone database has no zone of that name."""

    says = "unknown time zone: {tz!r}"


class UnknownWeekday(CalendarError):
    """A key of the week is not one of mon, tue, wed, thu, fri, sat, sun."""

    says = "unknown weekday {day!r}: use mon, tue, wed, thu, fri, sat, sun"


class BadDate(CalendarError):
    """A holiday or an override is not on a plain date."""

    says = "{value!r} is not a date"


class BadTime(CalendarError):
    """A window's edge is not a time of day; 24:00 is one only as an end."""

    says = "{day}: {value!r} is not a time from 00:00 to 24:00 (24:00 only as an end)"


class BadWindow(CalendarError):
    """A window is not a pair of times, or it does not end after it starts."""

    says = "{day}: {value!r} is not a window: a pair of times, the second after the first"


class OverlappingWindows(CalendarError):
    """Two windows of one day share time. Windows that only touch are fine."""

    says = "{day}: the windows {first} and {second} overlap"


class NoOpenTime(CalendarError):
    """The calendar has no open window, in the week or in an override."""

    says = "a calendar needs at least one open window"


class NaiveInstant(CalendarError, TypeError):
    """An instant is not an aware datetime (a TypeError too, as Python itself answers)."""

    says = "an aware datetime is needed, not {value!r}"


class BadSeconds(CalendarError):
    """A length of time is not a whole number of seconds, zero or more."""

    says = "whole seconds are needed, zero or more, not {value!r}"


class PastHorizon(CalendarError):
    """What was searched for lies more than five years away."""

    says = "nothing found within five years of {at}"


class OutOfRange(CalendarError):
    """An instant lies outside the years a calendar reckons with, 1900 to 2199."""

    says = "{value} is outside the years 1900 to 2199"
