"""The ladder of a version, and putting it up beside a clock."""

from collections.abc import Sequence

from sla.agreed import calendar_by_id
from sla.climbing import in_order, next_check, step_instants
from sla.models import Clock, LadderStep
from sla.pauses import Span

# Versions are unchangeable: the ladder of each is read once a process.
_LADDERS: dict[int, tuple[LadderStep, ...]] = {}
KEPT_AT_MOST = 256


def ladder_of(version_id: int) -> tuple[LadderStep, ...]:
    """Return the steps of a version that was put in force, in no order; one query a process."""
    known = _LADDERS.get(version_id)
    if known is None:
        if len(_LADDERS) >= KEPT_AT_MOST:
            _LADDERS.clear()
        known = _LADDERS[version_id] = tuple(LadderStep.objects.filter(version_id=version_id))
    return known


def steps_of(clock: Clock) -> list[LadderStep]:
    """Return the ladder as ``clock`` climbs it: its step 1 is the first."""
    return in_order(ladder_of(clock.version_id), clock.target_seconds)


def put_up(clock: Clock, spans: Sequence[Span] = ()) -> None:
    """Give ``clock`` the instants of its steps and its next check; not saved here.

    Its start, target, due and warning instants and calendar must stand; ``spans`` are its pauses.
    """
    steps = ladder_of(clock.version_id)
    if steps:
        clock.step_ats = step_instants(
            steps,
            calendar=calendar_by_id(clock.calendar_version_id),
            started_at=clock.started_at,
            target_seconds=clock.target_seconds,
            spans=spans,
        )
    clock.next_check_at = next_check(clock)
