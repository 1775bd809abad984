"""Clocks follow what happens to a lead: they start, stop, run again, or end as void.

``follow`` is called in the transaction of each move, so that a due instant is written together
with its cause. Following the same change twice is harmless.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from leads.models import StageChange
from leads.stages import MOVES, Move
from sla import answering, starting, voiding
from sla.models import ClockException


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


def _end(change: StageChange) -> None:
    voiding.end_running(change=change)
    _resolve(change, at=change.recorded_at)


def _end_imported(change: StageChange) -> None:
    voiding.void_all(change=change)
    _resolve(change, at=change.recorded_at)


def _touched(change: StageChange) -> None:
    answering.judge_first_touch(change=change)


def _undone(change: StageChange) -> None:
    answering.reopen_claim(change=change)
    starting.stand_again(change=change)


def _resolve(change: StageChange, *, at: datetime) -> None:
    """Take a closed hand-off off the list of exceptions: its missing clocks no longer matter."""
    rows = ClockException.objects.filter(handoff_id=change.its_handoff_id, resolved_at__isnull=True)
    rows.update(resolved_at=at)


_ACTS: dict[str, Callable[[StageChange], None]] = {
    **{move: _end for move, rule in MOVES.items() if rule.ends},
    Move.IMPORT_OUTCOME: _end_imported,
    Move.CLAIM: lambda change: answering.stop_claim(change=change),
    Move.ASSIGN: lambda change: answering.stop_claim(change=change),
    Move.UNDO_CLAIM: _undone,
    Move.RELEASE: lambda change: starting.start_next_claim(change=change),
    Move.TOUCH: _touched,
}
