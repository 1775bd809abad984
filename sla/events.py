"""One line of a timeline, and instants in the words of lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils import formats, timezone

from teams.models import User


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


def when(instant: datetime, at: datetime) -> str:
    """Return an instant in words: the time today, day and time this year, else the date."""
    local, today = timezone.localtime(instant), timezone.localtime(at)
    clock = formats.time_format(local, "H:i")
    if local.date() == today.date():
        return clock
    if local.year == today.year:
        return f"{formats.date_format(local, 'MONTH_DAY_FORMAT')} {clock}"
    return formats.date_format(local, "DATE_FORMAT")


def dated(instant: datetime, at: datetime) -> str:
    """Return an instant as ``when`` does, today with its day too: for what may lie ahead."""
    local = timezone.localtime(instant)
    if local.date() != timezone.localtime(at).date():
        return when(instant, at)
    return f"{formats.date_format(local, 'MONTH_DAY_FORMAT')} {formats.time_format(local, 'H:i')}"


def name_people(rows: Sequence[Model], *roles: str) -> None:
    """Put into each of ``rows`` the people it names in ``roles``, by name alone; one query or none.

    Two or three people stand in a timeline, and each join costs PostgreSQL a plan.
    """
    ids = {getattr(row, f"{role}_id") for row in rows for role in roles} - {None}
    people = User.objects.only("name").in_bulk(ids)
    for row in rows:
        for role in roles:
            setattr(row, role, people.get(getattr(row, f"{role}_id")))
