"""Which amendments of the agreement the figures of a review suggest: stated rules. Pure.

Each rule needs enough cases before it says anything, and names the figures that it stands on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil, sqrt

ENOUGH = 20  # verdicts, deliveries or answers: fewer say nothing
ENOUGH_NAMED = 5  # rejections that name one criterion
OFTEN_PERCENT = 25  # of the rejections that name a criterion
ALWAYS_PERCENT, NEVER_PERCENT = 99, 10  # kept, of those that were not excused
WORTH_PERCENT = 75  # of the promise: a tighter one must be no longer
STEP_SECONDS = 300  # suggested promises are whole steps of five minutes
MOSTLY_PERCENT = 50
EXPECTED_WON = 3  # so many at everybody's rate: that none was won is then no accident
ENOUGH_PERIODS = 3  # of a commitment of marketing, judged and all broken
CLEAR = 1.96  # standard errors between two shares that differ clearly


@dataclass(frozen=True)
class Suggestion:
    """One amendment: which rule, of what (an id or a code), and the figures that suggest it."""

    rule: str
    subject: str
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """How a target was kept: ``judged`` without the excused; ``p90`` of the answers' seconds."""

    code: str
    seconds: int
    kept: int
    judged: int
    answered: int
    p90: int | None


@dataclass(frozen=True)
class Fate:
    """What became of the hand-offs of a source or a persona."""

    subject: str
    delivered: int
    rejected: int
    decided: int
    won: int


def of_criteria(named: Iterable[tuple[str, int]]) -> Iterator[Suggestion]:
    """Suggest to look at each criterion that rejections often name; ``named``: id, how many."""
    rows = [(subject, number) for subject, number in named if subject != "0"]
    total = sum(number for _subject, number in rows)
    for subject, number in rows:
        if number >= ENOUGH_NAMED and 100 * number >= OFTEN_PERCENT * total:
            yield Suggestion("criterion", subject, {"rejections": number, "of": total})


def of_targets(rows: Iterable[Kept]) -> Iterator[Suggestion]:
    """Suggest a tighter target where all keep it with ease, a longer one where nobody can.

    ``to`` is the 90th percentile of the answers, rounded up; 0 where too few were answered, or
    where it is no longer than the promise: there is something to talk about, nothing to suggest.
    """
    for each in rows:
        if each.judged < ENOUGH:
            continue
        found = {"kept": each.kept, "of": each.judged, "seconds": each.seconds}
        to = rounded_up(each.p90) if each.p90 is not None and each.answered >= ENOUGH else 0
        if 100 * each.kept >= ALWAYS_PERCENT * each.judged:
            if 0 < 100 * to <= WORTH_PERCENT * each.seconds:
                yield Suggestion("always_met", each.code, found | {"to": to})
        elif 100 * each.kept <= NEVER_PERCENT * each.judged:
            longer = to if to > each.seconds else 0
            yield Suggestion("never_met", each.code, found | {"to": longer})


def of_sources(rows: Iterable[Fate]) -> Iterator[Suggestion]:
    """Suggest to look at each source of which sales rejects more than half."""
    for each in rows:
        if each.subject == "0" or each.delivered < ENOUGH:
            continue
        if 100 * each.rejected > MOSTLY_PERCENT * each.delivered:
            found = {"rejected": each.rejected, "of": each.delivered}
            yield Suggestion("source", each.subject, found)


def of_personas(rows: Iterable[Fate]) -> Iterator[Suggestion]:
    """Suggest to look at each persona that never buys, though some would at everybody's rate."""
    fates = list(rows)
    decided, won = sum(each.decided for each in fates), sum(each.won for each in fates)
    for each in fates:
        if each.subject == "0" or each.won or each.decided < ENOUGH:
            continue
        if each.decided * won >= EXPECTED_WON * decided:
            expected = each.decided * won // decided
            yield Suggestion(
                "persona", each.subject, {"decided": each.decided, "expected": expected}
            )


def of_pledges(rows: Iterable[tuple[str, int, int]]) -> Iterator[Suggestion]:
    """Suggest to look at each commitment that was never kept: measure, periods kept and judged.

    The excused ones are not among those judged.
    """
    for subject, kept, judged in rows:
        if not kept and judged >= ENOUGH_PERIODS:
            yield Suggestion("pledge", subject, {"kept": kept, "of": judged})


def rounded_up(seconds: int) -> int:
    """Return ``seconds`` rounded up to whole steps."""
    return max(1, ceil(seconds / STEP_SECONDS)) * STEP_SECONDS


def differs(yes: int, of: int, other_yes: int, other_of: int) -> bool:
    """Return whether two shares differ by more than chance explains (95 %, pooled z test)."""
    both = (yes + other_yes) / (of + other_of)
    error = sqrt(both * (1 - both) * (1 / of + 1 / other_of))
    return error > 0 and abs(yes / of - other_yes / other_of) > CLEAR * error
