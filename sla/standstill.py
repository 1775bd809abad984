"""What stands still: the pause that lasts, what is left meanwhile, who may pause and resume."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kit.phrases import dotted
from leads.models import Handoff
from sla.agreed import calendar_by_id
from sla.deadlines import State, schedule, state_at
from sla.events import when
from sla.models import Clock, Pause
from sla.pauses import used
from sla.pausing import may_pause, spans
from teams.models import User

PAUSE, RESUME = "pause", "resume"


@dataclass(frozen=True)
class Standstill:
    """Why a clock stands still, and how many of its own seconds are left of the promise.

    ``runs``: the clock as it runs since the limit of its pause, which no sweep has seen yet; None
    while it stands.
    """

    pause: Pause
    left_seconds: int
    runs: Clock | None = None


def standstills(clocks: Iterable[Clock], at: datetime) -> dict[int, Standstill]:
    """Return by its id what stands still of ``clocks``: two queries where anything does, else none.

    Nothing of it is stored with the clock: what is left follows from its start and its pauses.
    """
    still = {clock.pk: clock for clock in clocks if _stands(clock)}
    if not still:
        return {}
    by_handoff: dict[int, list[Pause]] = {}
    rows = Pause.objects.filter(handoff_id__in={clock.handoff_id for clock in still.values()})
    for row in rows.select_related("by").order_by("started_at"):
        by_handoff.setdefault(row.handoff_id, []).append(row)
    agreed = Clock.objects.filter(pk__in=still).values_list(
        "pk", "target__pause_reasons", "target__warn_percents"
    )
    found = {}
    for pk, reasons, percents in agreed:
        clock = still[pk]
        counted = [row for row in by_handoff.get(clock.handoff_id, []) if row.reason in reasons]
        if counted:
            runs = _running(clock, counted, percents) if counted[-1].until_at <= at else None
            found[pk] = Standstill(counted[-1], _left(clock, counted, at), runs)
    return found


def _running(clock: Clock, pauses: list[Pause], percents: list[int]) -> Clock:
    """Return a copy of ``clock`` with the instants it has since the limit of its last pause."""
    plan = schedule(
        calendar_by_id(clock.calendar_version_id),
        clock.started_at,
        clock.target_seconds,
        percents,
        spans(pauses),
    )
    runs = copy(clock)
    runs.due_at, runs.warn_at, runs.rewarn_ats = plan.due_at, plan.warn_at, list(plan.rewarn_ats)
    return runs


def standstill(clock: Clock | None, at: datetime) -> Standstill | None:
    """Return what ``standstills`` says of one clock; None for one that runs, or for none."""
    return None if clock is None else standstills([clock], at).get(clock.pk)


def words(pause: Pause, at: datetime) -> str:
    """Return a pause in one line: until when, why, by whom."""
    until = _("Paused until %(until)s") % {"until": when(pause.until_at, at)}
    return dotted([until, pause.why, pause.by.name if pause.by else ""])


def lasting(handoff: Handoff) -> Pause | None:
    """Return the pause of ``handoff`` that lasts, with who made it."""
    rows = Pause.objects.filter(handoff=handoff, ended_at__isnull=True)
    return rows.select_related("by").first()


def acts(
    handoff: Handoff, by: User, at: datetime, *, is_paused: bool, clocks: Iterable[Clock]
) -> set[str]:
    """Return whether ``by`` may pause or resume at ``at``; ``clocks`` with their targets."""
    if handoff.closed_at is not None or not may_pause(handoff, by):
        return set()
    if is_paused:
        return {RESUME}
    return {PAUSE} if any(can_stop(clock, at) for clock in clocks) else set()


def can_stop(clock: Clock, at: datetime) -> bool:
    """Return whether a pause could stop ``clock``, its target loaded, for any reason at all."""
    is_late = state_at(clock, at) == State.BREACHED
    return not _has_ended(clock) and not is_late and bool(clock.target.pause_reasons)


def _has_ended(clock: Clock) -> bool:
    return clock.stopped_at is not None or clock.voided_at is not None


def _stands(clock: Clock) -> bool:
    return clock.due_at is None and not _has_ended(clock)


def _left(clock: Clock, pauses: list[Pause], at: datetime) -> int:
    calendar = calendar_by_id(clock.calendar_version_id)
    return max(0, clock.target_seconds - used(calendar, clock.started_at, at, spans(pauses)))
