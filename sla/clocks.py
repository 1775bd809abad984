"""Clocks follow what happens to a lead: they start, stop, run again, or end as void.

``follow`` is called in the transaction of each move, so that a due instant is written together
with its cause. Following the same change twice is harmless.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from leads.models import StageChange
from leads.stages import MOVES, Move
from sla import answering, following_up, overturning, starting, voiding
from sla.models import ClockException

_DECISIONS = frozenset({Move.REJECT, Move.DISQUALIFY})


def follow(*, changes: Sequence[StageChange]) -> None:
    """Let the clocks of the hand-offs in ``changes`` follow what happened, in order."""
    with transaction.atomic(savepoint=False):
        offered = [change for change in changes if change.move == Move.HAND_OFF]
        if offered:
            starting.start(changes=offered)
        for change in changes:
            act = _ACTS.get(change.move)
            if act is not None and change.handoff_id is not None:
                act(change)


def _claimed(change: StageChange) -> None:
    following_up.owned(change, version_id=answering.stop_claim(change=change))


def _end(change: StageChange) -> None:
    if change.move in _DECISIONS:
        following_up.decided(change)
    voiding.end_running(change=change)
    _resolve(change, at=change.recorded_at)
    if change.move == Move.REJECT:
        following_up.rejected(change)


def _end_imported(change: StageChange) -> None:
    voiding.void_all(change=change)
    _resolve(change, at=change.recorded_at)


def _touched(change: StageChange) -> None:
    answering.judge_first_touch(change=change)
    following_up.touched(change)


def _released(change: StageChange) -> None:
    starting.start_next_claim(change=change)
    following_up.given_back(change)


def _undone(change: StageChange) -> None:
    following_up.given_back(change)
    answering.reopen_claim(change=change)
    starting.stand_again(change=change)


def _resolve(change: StageChange, *, at: datetime) -> None:
    """Take a closed hand-off off the list of exceptions: its missing clocks no longer matter."""
    rows = ClockException.objects.filter(handoff_id=change.its_handoff_id, resolved_at__isnull=True)
    rows.update(resolved_at=at)


_ACTS: dict[str, Callable[[StageChange], None]] = {
    **{move: _end for move, rule in MOVES.items() if rule.ends},
    Move.IMPORT_OUTCOME: _end_imported,
    Move.CLAIM: _claimed,
    Move.ASSIGN: _claimed,
    Move.REASSIGN: following_up.owned,
    Move.UNDO_CLAIM: _undone,
    Move.RELEASE: _released,
    Move.TOUCH: _touched,
    Move.CORRECT: _touched,
    Move.STRIKE: _touched,
    Move.QUALIFY: following_up.decided,
    Move.ANSWER: following_up.answered,
    Move.OVERTURN: overturning.overturned,
}
