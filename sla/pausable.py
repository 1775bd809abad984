"""What a pause would do to a lead: which promises it stops, for which reasons, for how long."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kit.refusals import NotAllowed, Refusal
from leads.models import Handoff
from leads.possible import happened
from leads.refusals import IllegalMove
from sla import standstill
from sla.deadlines import State, state_at
from sla.models import Clock, Metric, PauseReason
from sla.pausing import may_pause, spent_seconds
from sla.refusals import AlreadyPaused, NothingToPause
from teams.models import User


@dataclass(frozen=True)
class Stop:
    """A running promise: which reasons stop it, and how long pauses may take in all.

    Without ``reasons`` nothing stops it; ``limit_seconds`` None: no limit is agreed. ``left`` is
    what of the limit earlier pauses have not used, in the clock's own time.
    """

    promise: str
    target: str
    reasons: tuple[str, ...]
    limit_seconds: int | None
    left_seconds: int | None
    is_business_time: bool

    @property
    def is_for_every_reason(self) -> bool:
        """Return whether any reason stops it."""
        return set(self.reasons) == set(PauseReason.values)

    @property
    def reason_words(self) -> list[str]:
        """Return its reasons in words."""
        return [str(PauseReason(reason).label) for reason in self.reasons]


def stops(handoff: Handoff, at: datetime) -> list[Stop]:
    """Return the running promises of ``handoff`` at ``at`` that are not broken yet."""
    rows = Clock.objects.filter(handoff=handoff, stopped_at__isnull=True, voided_at__isnull=True)
    clocks = rows.select_related("target").order_by("metric", "seq")
    return [_stop(clock) for clock in clocks if state_at(clock, at) != State.BREACHED]


def reasons(found: list[Stop]) -> list[tuple[str, str]]:
    """Return the reasons that stop one promise of ``found`` at least, with their words."""
    allowed = {reason for stop in found for reason in stop.reasons}
    return [(value, str(label)) for value, label in PauseReason.choices if value in allowed]


def refusal_of_pause(handoff: Handoff, found: list[Stop], by: User) -> Refusal | None:
    """Return why ``by`` may not pause ``handoff`` now, None when they may."""
    refusal = _refusal(handoff, by)
    if refusal is not None:
        return refusal
    if standstill.lasting(handoff) is not None:
        return AlreadyPaused()
    if reasons(found):
        return None
    return NothingToPause(
        _("No promise of this lead can be paused: it is kept or late, or the agreement says no.")
    )


def refusal_of_resume(handoff: Handoff, by: User) -> Refusal | None:
    """Return why ``by`` may not let ``handoff`` run on now, None when they may."""
    refusal = _refusal(handoff, by)
    if refusal is not None:
        return refusal
    return None if standstill.lasting(handoff) is not None else IllegalMove()


def _refusal(handoff: Handoff, by: User) -> Refusal | None:
    if not may_pause(handoff, by):
        return NotAllowed()
    return None if handoff.closed_at is None else IllegalMove(happened(handoff))


def _stop(clock: Clock) -> Stop:
    limit = clock.target.pause_limit_seconds
    spent = 0 if limit is None else spent_seconds(clock)
    return Stop(
        promise=str(Metric(clock.metric).label),
        target=clock.target.name,
        reasons=tuple(clock.target.pause_reasons),
        limit_seconds=limit,
        left_seconds=None if limit is None else max(0, limit - spent),
        is_business_time=clock.target.is_business_time,
    )
