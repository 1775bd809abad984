"""What a search looks through, folded once when it is written, and what was asked for."""

import re
from dataclasses import dataclass
from typing import Protocol

from leads.phones import national_digits, western
from personas.fit import fold

# A word of fewer letters and digits is in nearly every lead.
LEAST_LETTERS = 2
MOST_TERMS = 8
# From so many digits on a number is looked for as a phone however it is written.
_PHONE_DIGITS = 6
_NUMBERS = re.compile(r"(?<!\S)[+(]?[(+]?\d[\d()./-]*(?:\s+[(]?\d[\d()./-]*)*(?!\S)")
_TRIGRAM = re.compile(r"[^\W_]{3}")
_LETTER = re.compile(r"[^\W_]")


class Findable(Protocol):
    """What a search looks through: a lead, or the row of a file that becomes one."""

    name: str
    company_name: str
    job_title: str
    email: str
    external_id: str
    phone: str
    phone_key: str


@dataclass(frozen=True)
class Needle:
    """A piece of text. One too short for the index counts only where a word begins."""

    text: str

    @property
    def is_short(self) -> bool:
        """Return whether no three letters or digits of it stand together."""
        return _TRIGRAM.search(self.text) is None

    def is_in(self, text: str) -> bool:
        """Return whether folded ``text`` holds it, as the database finds it."""
        return f" {self.text}" in f" {text}" if self.is_short else self.text in text


# Either set of needles will do; of a set all must be there.
Term = tuple[frozenset[Needle], ...]


def search_text(lead: Findable) -> str:
    """Return what ``lead`` is found by: name, company, title, e-mail, id, phone in each spelling.

    The phone stands there as typed, as bare digits and in full, so that any part of it finds it.
    """
    typed_digits = re.sub(r"\D", "", western(lead.phone))
    words = (
        lead.name,
        lead.company_name,
        lead.job_title,
        lead.email,
        lead.external_id,
        lead.phone,
        typed_digits,
        lead.phone_key if lead.phone_key != typed_digits else "",
    )
    return fold(" ".join(word for word in words if word))


def terms(text: str) -> list[Term]:
    """Return what ``text`` asks for: every term must be found, in any order.

    Numbers that follow each other are one number, as in "050 123 4567": it is found as typed, and
    when it is as long as a phone also by its digits, with or without country code. Words of one
    letter or digit, or of none, tell leads too little apart: they ask for nothing.
    """
    folded = fold(text.replace("\0", " "))
    found: list[Term] = []
    last = 0
    for number in _NUMBERS.finditer(folded):
        found += _words(folded[last : number.start()])
        found += [_number(number.group())] if _tells(number.group()) else []
        last = number.end()
    return (found + _words(folded[last:]))[:MOST_TERMS]


def is_too_short(text: str) -> bool:
    """Return whether no word of ``text`` has two letters or digits."""
    return not terms(text)


def _words(text: str) -> list[Term]:
    return [(frozenset([Needle(word)]),) for word in text.split() if _tells(word)]


def _tells(word: str) -> bool:
    return len(_LETTER.findall(word)) >= LEAST_LETTERS


def _number(text: str) -> Term:
    typed = frozenset(Needle(word.strip("+()./-")) for word in text.split())
    digits = re.sub(r"\D", "", text)
    if len(digits) < _PHONE_DIGITS:
        return (typed,)
    return (typed, frozenset([Needle(national_digits(text))]))
