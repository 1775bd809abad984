"""How long a buyer waited for the first contact, in a few steps: calendar time, as it was felt."""

from datetime import timedelta

from django.db.models import Case, F, IntegerField, Value, When

MINUTE, HOUR, DAY = 60, 3600, 86_400
# The longest wait of each step, in seconds; the last has no end. Key 0: nobody was in contact.
EDGES = (5 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, DAY)
NO_CONTACT, SLOWEST = 0, len(EDGES) + 1


def wait_of(end: str, start: str) -> Case:
    """Return the step, 1 to ``SLOWEST``, of the time from the field ``start`` to ``end``."""
    return Case(
        When(**{f"{end}__isnull": True}, then=Value(NO_CONTACT)),
        *(
            When(**{f"{end}__lte": F(start) + timedelta(seconds=edge)}, then=Value(place))
            for place, edge in enumerate(EDGES, start=1)
        ),
        default=Value(SLOWEST),
        output_field=IntegerField(),
    )


def bounds_of(step: int) -> tuple[int, int | None]:
    """Return the seconds (above, up to) of a step other than ``NO_CONTACT``; None: no end."""
    edges = (0, *EDGES, None)
    return edges[step - 1] or 0, edges[step]
