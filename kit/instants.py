"""Instants: the clock's unit is the whole second."""

from datetime import UTC, datetime


class NaiveInstant(ValueError):
    """An instant without a time zone cannot be placed in time."""


def whole_second(at: datetime) -> datetime:
    """Return ``at`` in UTC, cut to the whole second.

    Clocks promise whole seconds, so every instant that starts or stops one is cut the same way.
    Two instants of one zone would be compared as its clocks show them, which is wrong in the hour
    that they show twice. Raises ``NaiveInstant`` for a datetime without a time zone.
    """
    if at.tzinfo is None:
        message = f"{at!r} has no time zone"
        raise NaiveInstant(message)
    return at.astimezone(UTC).replace(microsecond=0)
