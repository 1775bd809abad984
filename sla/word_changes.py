"""What became of a text, word by word: pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Run:
    """Words that stayed, came or went together, with the spaces after them."""

    kind: str
    text: str


def word_changes(before: str, after: str) -> list[Run]:
    """Return ``after`` beside ``before`` as runs of words, what went before what came instead.

    The runs that are not removed make up ``after``, those not added make up ``before``.
    """
    return list(_joined(_runs(_words(before), _words(after))))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|^\s+", text)


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for kind, first, last, start, end in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            yield Run(SAME, "".join(new[start:end]))
            continue
        if first < last:
            yield Run(REMOVED, "".join(old[first:last]))
        if start < end:
            yield Run(ADDED, "".join(new[start:end]))


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Leave out what is empty."""
    yield from (run for run in runs if run.text)
