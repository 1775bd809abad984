"""Reads the agreement: which version, targets and calendars hold at an instant."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from sla.models import AgreementVersion, CalendarVersion, Target, VersionStatus
from sla.worktime import WorkCalendar

# Versions are unchangeable, so a calendar built from one stays right for as long as we run.
BUILT_AT_MOST = 256
_BUILT: dict[int, WorkCalendar] = {}
_FIRST: dict[int, bool] = {}
_SINCE: dict[int, datetime] = {}


@dataclass(frozen=True)
class Agreed:
    """A version with its targets in order, and the current text of each calendar they name.

    A calendar that was archived is not among ``calendars``.
    """

    version: AgreementVersion
    targets: list[Target]
    calendars: dict[int, CalendarVersion]


def agreed_at(at: datetime, *, calendars_at: datetime | None = None) -> Agreed | None:
    """Return what is agreed at ``at``, None while no version is in force: three queries.

    A signed version holds from its instant on, and one with a last day until that is over, whether
    beat has said so yet or not. Calendars are read as they stood at ``at`` too, or at
    ``calendars_at`` where that is given.
    """
    version = version_at(at)
    if version is None:
        return None
    targets = list(version.targets.order_by("position", "id"))
    named = {target.calendar_id for target in targets if target.calendar_id}
    texts = (
        CalendarVersion.objects.filter(calendar__in=named, calendar__archived_at__isnull=True)
        .filter(created_at__lte=calendars_at or at)
        .order_by("calendar_id", "-number")
        .distinct("calendar_id")
    )
    return Agreed(version, targets, {text.calendar_id: text for text in texts})


def version_at(at: datetime) -> AgreementVersion | None:
    """Return the version that holds at ``at``, None between two: one query."""
    is_due = Q(status=VersionStatus.SIGNED, takes_effect_at__lte=at)
    version = (
        AgreementVersion.objects.filter(Q(in_force_at__lte=at) | is_due)
        .order_by(Coalesce("in_force_at", "takes_effect_at").desc(), "-number")
        .first()
    )
    if version is None:
        return None
    ends = [one for one in (version.superseded_at, version.ends_at) if one is not None]
    return None if any(end <= at for end in ends) else version


def text_at(target: Target, at: datetime) -> CalendarVersion | None:
    """Return the text of the target's calendar at ``at``; None for one that was archived."""
    return (
        CalendarVersion.objects.filter(
            calendar=target.calendar_id, calendar__archived_at__isnull=True, created_at__lte=at
        )
        .order_by("-number")
        .first()
    )


def calendar_of(text: CalendarVersion | None) -> WorkCalendar | None:
    """Return the calendar of a version, built once per process; None stays None.

    Raises the errors of ``sla.worktime`` for a text that is no calendar.
    """
    if text is None:
        return None
    calendar = _BUILT.get(text.pk)
    if calendar is None:
        if len(_BUILT) >= BUILT_AT_MOST:
            _BUILT.clear()
            _FIRST.clear()
        _FIRST[text.pk] = text.number == 1
        calendar = _BUILT[text.pk] = WorkCalendar.from_json(
            {
                "tz": text.time_zone,
                "week": text.week,
                "holidays": text.holidays,
                "overrides": text.overrides,
            }
        )
    return calendar


def calendar_by_id(version_id: int | None) -> WorkCalendar | None:
    """Return the calendar of a version by its id, without a query once it is known."""
    if version_id is None or version_id in _BUILT:
        return _BUILT.get(version_id or 0)
    return calendar_of(CalendarVersion.objects.get(pk=version_id))


def in_force_since(version_id: int) -> datetime | None:
    """Return since when a version holds, or held; one query a process."""
    known = _SINCE.get(version_id)
    if known is None:
        if len(_SINCE) >= BUILT_AT_MOST:
            _SINCE.clear()
        since = AgreementVersion.objects.values_list("in_force_at", flat=True).get(pk=version_id)
        if since is None:
            return None
        known = _SINCE[version_id] = since
    return known


def is_first(version_id: int) -> bool:
    """Return whether a version is its calendar's first, without a query once it is known."""
    calendar_by_id(version_id)
    return _FIRST[version_id]
