"""Takes addresses, numbers, ids and names out of the forms in which exports hold them. Pure."""

import re

from leads.phones import western

_ADDRESS = re.compile(r"[^\s<>\"'(),;:|\[\]]+@[^\s<>\"'(),;:|\[\]]+")
# Meta's lead forms mark what a cell is: "l:" an id, "p:" a phone, "f:" a form.
_MARK = re.compile(r"^[a-z]{1,3}:(?=\+?[\w-])")
_SHORTENED = re.compile(r"[+-]?\d(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_BETWEEN_NUMBERS = re.compile(r"\s*(?:[;|\n,،؛]|/|:::|\bor\b|أو)\s*")
_LEAST_DIGITS = 7
_COMPANY_ENDINGS = {"inc", "llc", "ltd", "co", "corp", "gmbh", "sa", "sarl", "plc", "bv", "ag"}


class Shortened(ValueError):
    """A number that a spreadsheet has shortened: its last digits are lost."""


def first_email(text: str) -> str:
    """Return the first address in ``text``; the text itself where there is none.

    "Lina Mansour <lina@x.example>", "mailto:lina@x.example", "a@x.example; b@x.example".
    """
    plain = text.strip()
    if plain.count("@") == 1 and not plain.endswith(".") and " " not in plain and "<" not in plain:
        return plain.strip(";,'\"")
    found = _ADDRESS.search(plain.replace("mailto:", " "))
    return found.group().strip(".") if found else plain


def first_phone(text: str) -> str:
    """Return the first number in ``text``, as it is written.

    "p:+971501234567", "050 123 4567; 04 123 4567", "9.71501234567E+11". Raises ``Shortened`` for
    "9.715E+11", whose last digits a spreadsheet has lost.
    """
    plain = _MARK.sub("", text.strip())
    if plain.isascii() and plain.isdigit():
        return plain
    whole = _unshortened(plain)
    if whole:
        return whole
    if plain.endswith(".0") and plain[:-2].isdigit():
        return plain[:-2]
    parts = [part for part in _BETWEEN_NUMBERS.split(plain) if _digits(part) >= _LEAST_DIGITS]
    return parts[0] if parts else plain


def bare_id(text: str) -> str:
    """Return an id without what marks it as one: "l:123" is "123", "123.0" is "123"."""
    plain = _MARK.sub("", text.strip())
    whole = plain.removesuffix(".0")
    return whole if whole.isdigit() else plain


def plain_name(text: str) -> str:
    """Return "Lina Mansour" for "Mansour, Lina"; any other name as it is, in one line."""
    name = " ".join(text.split())
    last, comma, first = name.partition(",")
    is_turned = comma and first.strip() and "," not in first and last.strip()
    if not is_turned or first.strip(" .").lower() in _COMPANY_ENDINGS:
        return name
    return f"{first.strip()} {last.strip()}"


def _unshortened(text: str) -> str:
    """Return the digits of "9.71501234567E+11", "" for what is not written so."""
    found = _SHORTENED.fullmatch(western(text))
    if found is None:
        return ""
    kept, power = len(found[1] or ""), int(found[2])
    if kept < power:
        raise Shortened(text)
    digits = re.sub(r"\D", "", western(text).lower().partition("e")[0])
    return digits[: power + 1]


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)
