"""Fit: facts about a lead held against criteria, with the reasons.

Pure: no Django, no database. The same evaluation serves personas, ideal customer profiles and the
definitions of MQL, SAL and SQL.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Fact = str | int | bool | None
Facts = Mapping[str, Fact]


class Operator(StrEnum):
    """How a fact is compared with a criterion's values."""

    IS_ONE_OF = "one_of"
    IS_NONE_OF = "none_of"
    CONTAINS = "contains"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    IS_KNOWN = "known"
    IS_TRUE = "true"


@dataclass(frozen=True)
class Rule:
    """One criterion: a fact's name, an operator, the values it is compared with, its weight.

    ``is_required``: not meeting it means no fit, whatever else is met. ``key`` names the criterion
    to its owner (a database id, as a rule).
    """

    fact: str
    operator: str
    values: tuple[str, ...] = ()
    weight: int = 1
    is_required: bool = False
    key: int = 0


@dataclass(frozen=True)
class Reason:
    """One criterion with its result: met, not met, or None when the fact is not known."""

    rule: Rule
    value: Fact
    is_met: bool | None


@dataclass(frozen=True)
class Fit:
    """The result: ``score`` from 0 to 100 and every reason behind it."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_met(self) -> bool:
        """Return whether every required criterion is met (of none required: all of them)."""
        required = [reason for reason in self.reasons if reason.rule.is_required]
        return all(reason.is_met for reason in required or self.reasons)

    @property
    def missing(self) -> tuple[Reason, ...]:
        """Return the reasons that are not met, unknown ones included."""
        return tuple(reason for reason in self.reasons if not reason.is_met)

    @property
    def letter(self) -> str:
        """Return the grade's letter: A from 75, B from 50, C from 25, D below."""
        return next((letter for letter, least in _LETTERS if self.score >= least), "D")


_LETTERS = (("A", 75), ("B", 50), ("C", 25))


def evaluate(rules: Sequence[Rule], facts: Facts) -> Fit:
    """Hold ``facts`` against ``rules``.

    The score is the met weight over the whole weight, in percent, rounded down; an unmet required
    criterion makes it 0. Without rules nothing can be said: score 0, no reasons.
    """
    reasons = tuple(Reason(rule, facts.get(rule.fact), _is_met(rule, facts)) for rule in rules)
    whole = sum(rule.weight for rule in rules)
    met = sum(reason.rule.weight for reason in reasons if reason.is_met)
    if not whole or any(reason.rule.is_required and not reason.is_met for reason in reasons):
        return Fit(0, reasons)
    return Fit(100 * met // whole, reasons)


def _is_met(rule: Rule, facts: Facts) -> bool | None:
    value = facts.get(rule.fact)
    is_known = value is not None and value != ""
    if rule.operator == Operator.IS_KNOWN:
        return is_known
    if not is_known:
        return None
    if rule.operator == Operator.IS_TRUE:
        return bool(value)
    if rule.operator in {Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN}:
        return _is_in_range(rule, number_of(value))
    return _is_among(rule, fold(str(value)))


def _is_among(rule: Rule, value: str) -> bool:
    wanted = [text for text in map(fold, rule.values) if text]
    if rule.operator == Operator.CONTAINS:
        return any(_has_words(value, text) for text in wanted)
    return (value in wanted) == (rule.operator == Operator.IS_ONE_OF)


def _has_words(value: str, text: str) -> bool:
    """Return whether ``text`` stands in ``value`` as whole words: "IT" is not in "Digital"."""
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", value) is not None


def _is_in_range(rule: Rule, number: int | None) -> bool | None:
    limits = [number_of(text) for text in rule.values]
    if number is None or not limits or None in limits:
        return None
    first = limits[0] or 0
    if rule.operator == Operator.AT_LEAST:
        return number >= first
    if rule.operator == Operator.AT_MOST:
        return number <= first
    return first <= number <= (limits[-1] or 0)


def number_of(value: Fact) -> int | None:
    """Return a whole number from ``value``; "200-500" counts as its lower end, None as none."""
    if isinstance(value, int):
        return value
    found = _NUMBER.search(_SEPARATOR.sub("", str(value)))
    return int(found.group()) if found else None


_NUMBER = re.compile(r"(?<![\w)])-?\d+|\d+")  # the dash of "SMB-200" is no minus
_SEPARATOR = re.compile(r"(?<=\d)[,٬\s'’](?=\d{3}(?!\d))")  # between thousands
# What is one letter to a reader and does not come apart into letter and mark.
_ONE_LETTER = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""}
    | {"ہ": "ه", "ھ": "ه", "ە": "ه"}
    | {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
)


def fold(text: str) -> str:
    """Return ``text`` for comparison: lower case, no accents, Arabic letter variants as one.

    Arabic-Indic and Persian digits become Western ones; runs of white space become one space;
    marks that nobody sees, such as those of direction, are left out.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_ONE_LETTER).casefold()
    return " ".join(plain.translate(_FOLDED).split())


class _Letters(dict[int, str | None]):
    """What becomes of each letter, worked out when it is first met."""

    def __missing__(self, ordinal: int) -> str | None:
        letter = chr(ordinal)
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
            self[ordinal] = None
        else:
            self[ordinal] = str(unicodedata.digit(letter)) if letter.isdecimal() else letter
        return self[ordinal]


_FOLDED = _Letters()
