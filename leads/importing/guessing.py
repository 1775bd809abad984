"""Guesses what the columns of a file hold by their values, where no header says it. Pure."""

import re
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from leads.importing.dates import as_instant
from leads.phones import western

_EMAIL = re.compile(r"(?:.*<)?[^@\s<>]+@[^@\s<>]+\.[^@\s.<>]{2,}>?")
_SITE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?:p:)?\+?[\d\s().\-/]{7,24}")
_PHONE_DIGITS = range(8, 16)
_NAME = re.compile(r"[^\W\d_]+(?:[\s.'’-]+[^\W\d_]+){1,4}\.?")
_UTC = ZoneInfo("UTC")
# The share of a column's values that must look alike.
_MOST = 0.7


def is_email(text: str) -> bool:
    """Return whether ``text`` is an e-mail address, with or without a name before it."""
    return _EMAIL.fullmatch(text.strip()) is not None


def is_phone(text: str) -> bool:
    """Return whether ``text`` is a number that can be called; no date and no amount."""
    plain = western(text.strip())
    digits = sum(character.isdigit() for character in plain)
    return _PHONE.fullmatch(plain) is not None and digits in _PHONE_DIGITS and not is_date(text)


def is_site(text: str) -> bool:
    """Return whether ``text`` is the address of a web site."""
    return _SITE.fullmatch(text.strip()) is not None


def is_date(text: str) -> bool:
    """Return whether ``text`` is a date with its day, month and year written apart."""
    if western(text.strip()).isdigit():
        return False
    for day_first in (True, False):
        try:
            as_instant(text.strip(), zone=_UTC, day_first=day_first)
        except ValueError:
            continue
        return True
    return False


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text.strip()) is not None


# In this order: the first kind that most values of a column are of.
_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("email", is_email),
    ("company_domain", is_site),
    ("captured", is_date),
    ("phone", is_phone),
)


def is_data(row: Sequence[str]) -> bool:
    """Return whether ``row`` is a lead already and no header: an address or a number is in it."""
    return any(is_email(cell) for cell in row) or sum(map(is_phone, row)) > 0


def guess(
    rows: Sequence[Sequence[str]], width: int, known: dict[str, str], *, has_header: bool
) -> dict[str, str]:
    """Return a field for columns that ``known`` has none for, from their index as text.

    Names are guessed only where there is no header: under one that is not known, two words may be
    anything.
    """
    found: dict[str, str] = {}
    kinds = [*_KINDS] if has_header else [*_KINDS, ("name", _is_name)]
    for index in range(width):
        values = [row[index] for row in rows if index < len(row) and row[index].strip()]
        if str(index) in known or not values:
            continue
        for field, fits in kinds:
            taken = field in known.values() or field in found.values()
            if not taken and sum(map(fits, values)) >= _MOST * len(values):
                found[str(index)] = field
                break
    return found
