"""Work calendars: made, changed by adding a version, archived.

A version is never edited: clocks that run keep the one they were started on, hand-offs from now on
take the newest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed, Refusal
from sla import recalculating
from sla.agreed import calendar_of
from sla.calendar_errors import CalendarError, UnknownZone
from sla.calendar_words import explain
from sla.models import Calendar, CalendarVersion, Recalculation
from sla.windows import WrittenWindows
from sla.worktime import WorkCalendar
from teams.models import User

MAX_DATES = 800
MAX_NAME = 80


class NothingWaits(Refusal):
    """Every open clock runs on the newest hours."""

    code = "nothing_waits"
    default_message = _("No open clock runs on former hours.")


class CalendarArchived(Refusal):
    """An archived calendar is not changed; it can be restored."""

    code = "calendar_archived"
    default_message = _("This calendar is archived. Restore it first.")


@dataclass(frozen=True)
class CalendarText:
    """What a version says, in the shapes of ``CalendarVersion`` (dates as ISO text)."""

    time_zone: str
    week: Mapping[str, WrittenWindows]
    holidays: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, WrittenWindows] = field(default_factory=dict)


def create_calendar(*, name: str, text: CalendarText, at: datetime, by: User) -> Calendar:
    """Make a calendar with its first version. Raises ``NotAllowed`` and ``BadInput``."""
    _check_manager(by)
    worked = checked(text, at)
    with transaction.atomic():
        calendar = _save(Calendar(name=_checked_name(name)))
        _add(calendar, worked, number=1, at=at, by=by)
    return calendar


def add_version(
    *,
    calendar: Calendar,
    name: str,
    text: CalendarText,
    after: int,
    at: datetime,
    by: User,
    open_too: bool = False,
) -> CalendarVersion:
    """Change a calendar: rename it, and add a version unless its hours stay the same.

    ``after`` is the number of the version the change was made from. With ``open_too`` clocks that
    run are to be put on the new version, by a run that waits for a worker; without it they keep
    the hours they began on. Returns the newest version.
    Raises ``NotAllowed``, ``BadInput``, ``CalendarArchived``, and ``StalePage`` when somebody else
    added a version meanwhile.
    """
    _check_manager(by)
    worked = checked(text, at)
    with transaction.atomic():
        locked = _lock(calendar)
        if locked.archived_at is not None:
            raise CalendarArchived
        newest = newest_version(locked)
        if newest is not None and newest.number != after:
            raise StalePage
        locked.name = _checked_name(name)
        _save(locked)
        if newest is not None and calendar_of(newest) == worked:
            return newest
        added = _add(locked, worked, number=after + 1, at=at, by=by)
        if open_too:
            recalculating.start(version=added, at=at, by=by)
        return added


def apply_to_open(*, calendar: Calendar, number: int, at: datetime, by: User) -> Recalculation:
    """Put open clocks on the newest version too, ``number``, that was for new hand-offs only.

    From ``at`` on. Returns the run, which waits for a worker; asked twice it is the same one.
    Raises ``NotAllowed``, ``CalendarArchived``, ``NothingWaits``, and ``StalePage`` when another
    version is the newest by now.
    """
    _check_manager(by)
    with transaction.atomic():
        locked = _lock(calendar)
        if locked.archived_at is not None:
            raise CalendarArchived
        newest = newest_version(locked)
        if newest is None or newest.number != number:
            raise StalePage
        begun = Recalculation.objects.filter(version=newest).first()
        if begun is not None:
            return begun
        if not recalculating.on_former(newest, at).exists():
            raise NothingWaits
        return recalculating.start(version=newest, at=at, by=by)


def archive_calendar(*, calendar: Calendar, at: datetime, by: User) -> Calendar:
    """Take a calendar out of use; running clocks keep it.

    Hand-offs whose target still names it stand without a clock, on the list of exceptions.
    """
    _check_manager(by)
    Calendar.objects.filter(pk=calendar.pk, archived_at__isnull=True).update(archived_at=at)
    calendar.refresh_from_db()
    return calendar


def restore_calendar(*, calendar: Calendar, by: User) -> Calendar:
    """Take an archived calendar back into use. Raises ``BadInput`` if its name is taken now."""
    _check_manager(by)
    with transaction.atomic():
        locked = _lock(calendar)
        locked.archived_at = None
        return _save(locked)


def newest_version(calendar: Calendar) -> CalendarVersion | None:
    """Return the calendar's newest version, None for one that has none."""
    return calendar.versions.order_by("-number").first()


def checked(text: CalendarText, at: datetime) -> WorkCalendar:
    """Return ``text`` as a calendar. Raises ``BadInput`` naming the field at fault.

    Hours that lie in the past alone, such as those of old exceptions, are no open time.
    """
    if len(text.holidays) > MAX_DATES:
        raise BadInput(_TOO_MANY, field="holidays")
    if len(text.overrides) > MAX_DATES:
        raise BadInput(_TOO_MANY, field="overrides")
    try:
        calendar = WorkCalendar.from_json(
            {
                "tz": text.time_zone,
                "week": text.week,
                "holidays": text.holidays,
                "overrides": text.overrides,
            }
        )
        calendar.next_open(at)
    except CalendarError as error:
        place = "time_zone" if isinstance(error, UnknownZone) else str(error.detail.get("day", ""))
        raise BadInput(explain(error), field=place if place in _FIELDS else "") from error
    return calendar


def _add(
    calendar: Calendar, worked: WorkCalendar, *, number: int, at: datetime, by: User
) -> CalendarVersion:
    written = worked.to_json()
    return CalendarVersion.objects.create(
        calendar=calendar,
        number=number,
        time_zone=written["tz"],
        week=written["week"],
        holidays=written["holidays"],
        overrides=written["overrides"],
        created_at=at,
        created_by=by,
    )


def _lock(calendar: Calendar) -> Calendar:
    return Calendar.objects.select_for_update().get(pk=calendar.pk)


def _save(calendar: Calendar) -> Calendar:
    try:
        with transaction.atomic():
            calendar.save()
    except IntegrityError as error:
        raise BadInput(_NAME_TAKEN, field="name") from error
    return calendar


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > MAX_NAME:
        raise BadInput(_NAME_LENGTH % {"most": MAX_NAME}, field="name")
    return cleaned


def _check_manager(by: User) -> None:
    if not by.is_manager:
        raise NotAllowed


_FIELDS = frozenset({"time_zone", "mon", "tue", "wed", "thu", "fri", "sat", "sun"})
_NAME_TAKEN: Promise = _("Another calendar has this name.")
_NAME_LENGTH: Promise = _("Give it a name of at most %(most)s characters.")
_TOO_MANY: Promise = _("Too many dates: keep to the next two years.")
