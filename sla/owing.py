"""What the history of a hand-off owes: every promise with its beginning, answer and end. Pure.

It says of a history that is known what ``sla.starting``, ``sla.following_up`` and ``sla.voiding``
say of one that is happening; tests hold the two together over random lives.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from typing import Protocol

CLAIM, FIRST_TOUCH, ATTEMPT = "claim", "first_touch", "attempt"
OWNER_TOUCH, DECISION, ANSWER = "owner_touch", "decision", "answer"
METRICS = (CLAIM, FIRST_TOUCH, ATTEMPT, OWNER_TOUCH, DECISION, ANSWER)
TAKES = frozenset({"claim", "assign"})
GIVES_BACK = frozenset({"release", "undo_claim"})
LEAVES = GIVES_BACK | {"reassign"}
DECIDES = frozenset({"qualify", "reject", "disqualify"})
FOREIGN, OVERTURN = "outcome", "overturn"
ENDS = frozenset({"withdraw", "reject", "disqualify", "recycle", "win", "lose", FOREIGN})
# All that promises follow from; other moves change nothing about them.
MOVES = TAKES | LEAVES | DECIDES | ENDS | {"answer", OVERTURN}


@dataclass(frozen=True, slots=True)
class Moved:
    """A move of the hand-off: when it happened, when the product knew, by whom, given to whom."""

    move: str
    at: datetime
    recorded_at: datetime
    by_id: int | None = None
    given_to_id: int | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """A touch that counts: when it happened, when it was logged, by whom, whether it reached."""

    at: datetime
    recorded_at: datetime
    by_id: int | None
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """A pause: why, and from when until when; ``end`` is its limit while it lasts."""

    reason: str
    start: datetime
    end: datetime


@dataclass(slots=True)
class History:
    """All that happened to one hand-off.

    ``moves`` in the order in which they were made, ``touches`` in that in which they happened;
    ``noted`` says from when on somebody was on the promise of a metric and a number.
    """

    handed_at: datetime
    moves: list[Moved] = field(default_factory=list)
    touches: list[Touched] = field(default_factory=list)
    pauses: list[Stood] = field(default_factory=list)
    noted: dict[tuple[str, int], datetime] = field(default_factory=dict)


class Terms(Protocol):
    """What is read of a target."""

    @property
    def seconds(self) -> int:
        """How much time is promised."""

    @property
    def needs_conversation(self) -> bool:
        """Whether only a touch that reached the lead counts."""

    @property
    def attempts(self) -> int | None:
        """How many attempts are promised, of a target for them."""


@dataclass(slots=True)
class Owed:
    """One promise of a hand-off.

    Answered at ``stopped_at``, or owed no more since ``voided_at``, which the product knew at
    ``learned_at``; neither while it runs. Its calendar is the one of ``begun_at``. ``is_foreign``:
    another system knew the outcome, and nothing is judged.
    """

    metric: str
    seq: int
    started_at: datetime
    target_seconds: int
    begun_at: datetime
    stopped_at: datetime | None = None
    voided_at: datetime | None = None
    learned_at: datetime | None = None
    is_foreign: bool = False
    warn_at: None = None
    due_at: None = None
    breached_at: None = None

    @property
    def is_open(self) -> bool:
        """Return whether nothing has ended it."""
        return self.stopped_at is None and self.voided_at is None

    def stop(self, what: Moved | Touched) -> None:
        """Let ``what`` answer it."""
        self.stopped_at, self.learned_at = what.at, what.recorded_at

    def void(self, what: Moved | Touched | None) -> None:
        """Let it be owed no more since ``what``, if anything happened and nothing ended it."""
        if what is not None and self.is_open:
            self.voided_at, self.learned_at = what.at, what.recorded_at


def promises(history: History, terms: Mapping[str, Terms]) -> list[Owed]:
    """Return every promise of ``history`` under ``terms``, the target of each metric that has one.

    Each clock runs only where there is a target for it.
    """
    moves = _standing(history.moves)
    end = next((move for move in moves if move.move in ENDS), None)
    foreign = next((move for move in moves if move.move == FOREIGN), None)
    stands = replace(history, moves=moves)
    found = [
        each
        for metric, find in _FINDERS.items()
        if metric in terms
        for each in find(history if metric == ANSWER else stands, terms[metric], end)
    ]
    for each in found:
        if each.metric != ANSWER:
            each.void(end)
        if foreign is not None:
            each.stopped_at, each.voided_at = None, foreign.recorded_at
            each.learned_at, each.is_foreign = each.learned_at or foreign.recorded_at, True
    return found


def charged(moves: Iterable[Moved], due_at: datetime) -> int | None:
    """Return who had the lead at ``due_at``, None while nobody had."""
    owner, latest = None, None
    for move in moves:
        if move.at > due_at or (latest is not None and move.at < latest):
            continue
        if move.move in TAKES or move.move in LEAVES:
            latest = move.at
            owner = move.by_id if move.move == "claim" else move.given_to_id
            owner = None if move.move in GIVES_BACK else owner
    return owner


def stints(moves: Sequence[Moved]) -> list[tuple[Moved, Moved | None]]:
    """Return every reassignment, each with the move by which the lead left its new owner again."""
    leaves = [move for move in moves if move.move in LEAVES]
    return [pair for pair in zip_longest(leaves, leaves[1:]) if pair[0].move == "reassign"]


def _standing(moves: Sequence[Moved]) -> list[Moved]:
    """Return ``moves`` as if no rejection that was overturned had ever been."""
    found: list[Moved] = []
    for move in moves:
        if move.move != OVERTURN:
            found.append(move)
            continue
        rejected = [place for place, each in enumerate(found) if each.move == "reject"]
        if rejected:
            del found[rejected[-1]]
    return found


def _claims(history: History, terms: Terms, _end: Moved | None) -> list[Owed]:
    def wait(seq: int, at: datetime) -> Owed:
        return Owed(CLAIM, seq, at, terms.seconds, history.handed_at)

    waits = [wait(1, history.handed_at)]
    for move in history.moves:
        if move.move == "release":
            waits.append(wait(len(waits) + 1, move.at))
        elif move.move == "undo_claim":
            waits[-1].stopped_at = waits[-1].learned_at = None
        elif move.move in TAKES:
            waits[-1].stop(move)
    return waits


def _first_touch(history: History, terms: Terms, _end: Moved | None) -> list[Owed]:
    owed = Owed(FIRST_TOUCH, 1, history.handed_at, terms.seconds, history.handed_at)
    first = next((touch for touch in history.touches if _counts(touch, terms)), None)
    if first is not None:
        owed.stop(first)
    return [owed]


def _decisions(history: History, terms: Terms, _end: Moved | None) -> list[Owed]:
    found: list[Owed] = []
    for move in history.moves:
        if move.move in TAKES:
            found.append(Owed(DECISION, len(found) + 1, move.at, terms.seconds, move.at))
        elif found and found[-1].is_open and move.move in DECIDES:
            found[-1].stop(move)
        elif found and move.move in GIVES_BACK:
            found[-1].void(move)
    return found


def _new_owners(history: History, terms: Terms, end: Moved | None) -> list[Owed]:
    found: list[Owed] = []
    for given, left in stints(history.moves):
        owed = Owed(OWNER_TOUCH, len(found) + 1, given.at, terms.seconds, given.at)
        last = left or end
        theirs = (
            touch
            for touch in history.touches
            if touch.by_id == given.given_to_id
            and given.at <= touch.at <= (last.at if last else touch.at)
            and _counts(touch, terms)
        )
        first = next(theirs, None)
        if first is not None:
            owed.stop(first)
        else:
            owed.void(left)
        found.append(owed)
    return found


def _attempts(history: History, terms: Terms, end: Moved | None) -> Iterator[Owed]:
    """Yield the attempts that are owed after a first touch that did not reach the lead.

    They are owed until it is reached or decided on, from the claim of who made that touch.
    """
    decided = next((move for move in history.moves if move.move == "qualify"), end)
    tries = [each for each in history.touches if decided is None or each.at <= decided.at]
    if not tries or tries[0].is_reached:
        return
    place = next((place for place, touch in enumerate(tries) if touch.is_reached), None)
    made = tries if place is None else tries[: place + 1]
    start, total = _taken_at(history, tries[0].at), terms.attempts or 0
    for seq in range(2, total + 1):
        seconds = -(-terms.seconds * seq // total)
        owed = Owed(ATTEMPT, seq, start, seconds, max(start, tries[0].recorded_at))
        if seq <= len(made):
            owed.stop(made[seq - 1])
        else:
            owed.void(decided if place is None else tries[place])
        yield owed


def _taken_at(history: History, at: datetime) -> datetime:
    """Return when the lead was taken by who had it at ``at``, or at first of all."""
    taken: list[datetime] = []
    for move in history.moves:
        if move.move in TAKES:
            taken.append(move.at)
        elif move.move == "undo_claim" and taken:
            taken.pop()
    return max((each for each in taken if each <= at), default=min(taken, default=at))


def _answers(history: History, terms: Terms, _end: Moved | None) -> list[Owed]:
    found: list[Owed] = []
    for move in history.moves:
        if move.move == "reject":
            found.append(Owed(ANSWER, len(found) + 1, move.at, terms.seconds, move.at))
        elif move.move in {"answer", OVERTURN} and found and found[-1].is_open:
            found[-1].stop(move)
    return found


def _counts(touch: Touched, terms: Terms) -> bool:
    return touch.is_reached or not terms.needs_conversation


_FINDERS: dict[str, Callable[[History, Terms, Moved | None], Iterable[Owed]]] = {
    CLAIM: _claims,
    FIRST_TOUCH: _first_touch,
    ATTEMPT: _attempts,
    OWNER_TOUCH: _new_owners,
    DECISION: _decisions,
    ANSWER: _answers,
}
