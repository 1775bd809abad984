"""Instants: the clock's unit is the whole second."""

from datetime import datetime


class NaiveInstant(ValueError):
    """An instant without a time zone cannot be placed in time."""


def whole_second(at: datetime) -> datetime:
    """Return ``at`` cut to the whole second.

    Clocks promise whole seconds, so every instant that starts or stops one is cut the same way.
    Raises ``NaiveInstant`` for a datetime without a time zone.
    """
    if at.tzinfo is None:
        message = f"{at!r} has no time zone"
        raise NaiveInstant(message)
    return at.replace(microsecond=0)
