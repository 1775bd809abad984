"""Wall-clock times: when a clock in a time zone shows a time. Pure."""

from datetime import UTC, datetime, tzinfo


def instants_of(wall: datetime, zone: tzinfo) -> list[datetime]:
    """Return the instants (UTC, in order) at which a clock in ``zone`` shows ``wall``.

    ``wall`` is naive. There is one as a rule, none for a time that the clocks skipped when they
    went forward, two for one that came again when they went back.
    """
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == wall)
