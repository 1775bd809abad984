"""How much working time pauses took: each in the hours of the clocks that it stopped."""

from collections.abc import Collection
from datetime import datetime

from sla.agreed import calendar_by_id
from sla.models import Clock, Pause
from sla.pauses import used


def paused_seconds(pauses: Collection[Pause], at: datetime) -> dict[int, int]:
    """Return by its id how many seconds of each of ``pauses`` counted, up to ``at``: one query.

    A pause that stopped clocks of several calendars took what the longest of them lost; calendar
    time counts where one of them does. One that lasts took what has passed of it.
    """
    rows = Clock.objects.filter(
        handoff_id__in={each.handoff_id for each in pauses}, pause_count__gt=0
    )
    stopped: dict[int, list[tuple[int | None, list[str]]]] = {}
    for handoff_id, calendar_id, reasons in rows.values_list(
        "handoff_id", "calendar_version_id", "target__pause_reasons"
    ):
        stopped.setdefault(handoff_id, []).append((calendar_id, reasons))
    return {each.pk: _seconds(each, stopped.get(each.handoff_id, []), at) for each in pauses}


def _seconds(pause: Pause, stopped: list[tuple[int | None, list[str]]], at: datetime) -> int:
    end = min(pause.ended_at or pause.until_at, at)
    calendars = {calendar_id for calendar_id, reasons in stopped if pause.reason in reasons}
    taken = (used(calendar_by_id(each), pause.started_at, end) for each in calendars)
    return max(0, *taken, 0)
