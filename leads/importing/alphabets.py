"""Tells in which one-byte encoding a text was written, by how its letters would look. Pure.

Every such encoding can read every file; most readings are gibberish. Of each candidate it is
counted how many of the letters beyond ASCII look like writing: letters of one alphabet that stand
together, small after capital, and none of the signs that stand in no name.
"""

import re
import unicodedata

# In this order where two are equally good. Latin ones last: they find letters in everything.
CANDIDATES = ("cp1256", "cp1255", "cp1253", "cp1251", "iso-8859-6", "cp1254", "cp1250", "cp1252")
_LATIN = ("cp1254", "cp1250", "cp1252")
_OTHERS = {"cp850": "cp850", "mac-roman": "mac-roman"}
_ALPHABETS = {
    "cp1256": re.compile(r"[\u0621-\u063a\u0641-\u064a]"),
    "iso-8859-6": re.compile(r"[\u0621-\u063a\u0641-\u064a]"),
    "cp1255": re.compile(r"[\u05d0-\u05ea]"),
    "cp1253": re.compile(r"[\u0386-\u03ce]"),
    "cp1251": re.compile(r"[\u0401-\u045f]"),
}
_WORDS = re.compile(r"[^\W\d_]+")
# Letters that tell their language: they are frequent there and nowhere else.
_TELLING = {
    "cp1254": set("ğışĞİŞ"),
    "cp1250": set("ąćęłńśźżĄĆĘŁŃŚŹŻěščřžůťďňĚŠČŘŽŮőűŐŰțșăĂ"),
    "cp1252": set("àâäæçèéêëîïñòôõöøœùûüßåãáíóúÀÂÄÇÈÉÊËÎÏÑÔÖØÜÅÃÁÍÓÚ"),
}
_TYPOGRAPHY = set("\u00a0«»–—‘’“”…°€£·")
_ENOUGH = 0.85


def alphabet_of(sample: bytes) -> str:
    """Return the one-byte encoding that ``sample`` seems to be written in."""
    scored = [(_looks(sample, name), name) for name in CANDIDATES if name not in _LATIN]
    best, name = max(scored, key=lambda one: one[0])
    if best >= _ENOUGH:
        return name
    return max(_LATIN, key=lambda one: (_latin(sample, one), one == "cp1252"))


def _looks(sample: bytes, encoding: str) -> float:
    """Return the share of the words beyond ASCII that are words of the encoding's alphabet."""
    text = sample.decode(encoding, errors="replace")
    words = [word for word in _WORDS.findall(text) if not word.isascii()]
    strange = sum(not c.isascii() and not _is_part_of_writing(c) for c in text)
    total = sum(map(len, words)) + strange
    if not words or not total:
        return 0.0
    inside = _ALPHABETS[encoding]
    return sum(len(word) for word in words if _is_word(word, inside)) / total


def _is_word(word: str, inside: re.Pattern[str]) -> bool:
    """Return whether ``word`` is of one alphabet, and capital at its beginning or as a whole."""
    letters = inside.findall(word)
    marks = sum(unicodedata.category(c) == "Mn" for c in word)
    if len(letters) + marks < len(word) or len(word) == 1:
        return False
    return word.isupper() or word[1:] == word[1:].lower()


def _latin(sample: bytes, encoding: str) -> float:
    """Return how much more of the text is telling letters than what stands in no name."""
    text = sample.decode(encoding, errors="replace")
    beyond = [c for c in text if not c.isascii()]
    good = sum(c in _TELLING[encoding] for c in beyond)
    bad = sum(c not in _TELLING[encoding] and not _is_part_of_writing(c) for c in beyond)
    return good - 2 * bad


def _is_part_of_writing(character: str) -> bool:
    if character in _TYPOGRAPHY:
        return True
    return unicodedata.category(character)[0] in {"L", "M", "N"} and character not in "ªºÐðÞþ¼½¾¹²³"
