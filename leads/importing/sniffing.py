"""Guesses how a file is to be read: encoding, delimiter, header. Every guess can be changed."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from leads.importing.columns import recognised
from leads.importing.reading import CODECS, records

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_BYTES = 1 << 16
_SAMPLE_RECORDS = 60
_HEADER_WITHIN = 15
_SIGNATURES = {
    b"PK\x03\x04": "spreadsheet",
    b"\xd0\xcf\x11\xe0": "spreadsheet",
    b"\x89PNG": "binary",
    b"\xff\xd8\xff": "binary",
    b"GIF8": "binary",
    b"%PDF": "binary",
    b"\x1f\x8b": "binary",
    b"Rar!": "binary",
    b"7z\xbc\xaf": "binary",
}
# More control characters than these, and than this share of the sample: it is no text.
_CONTROL_NUMBER, _CONTROL_SHARE = 8, 0.01
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_HIGH = re.compile(rb"[\xc0-\xff]+")


@dataclass(frozen=True)
class Shape:
    """How a file is read: its encoding, its delimiter, how many records stand above its header."""

    encoding: str
    delimiter: str
    skipped: int


class Utf8Test:
    """Fed a file piece by piece, tells whether all of it is UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.is_utf8 = True

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""
        if self.is_utf8:
            try:
                self._decoder.decode(piece)
            except UnicodeDecodeError:
                self.is_utf8 = False


def not_text(sample: bytes) -> str:
    """Return "spreadsheet" or "binary" for what is no text, "" for what seems to be."""
    for signature, found in _SIGNATURES.items():
        if sample.startswith(signature):
            return found
    if _utf16(sample):
        return ""
    most = max(_CONTROL_NUMBER, _CONTROL_SHARE * len(sample))
    return "binary" if len(_CONTROL.findall(sample)) > most else ""


def encoding_of(sample: bytes, *, is_utf8: bool) -> str:
    """Return the encoding that the file seems to have."""
    wide = _utf16(sample)
    if wide:
        return wide
    if is_utf8:
        return "utf-8"
    # In Arabic text bytes above 0xC0 stand in runs; in European text one by one.
    runs = [len(run) for run in _HIGH.findall(sample)]
    in_words = sum(length for length in runs if length > 1)
    return "cp1256" if in_words * 2 > sum(runs) else "cp1252"


def shape_of(sample: bytes, encoding: str, delimiter: str = "") -> Shape:
    """Return how a file of ``encoding`` is to be read; a ``delimiter`` that was chosen stands."""
    candidates = (delimiter,) if delimiter else _announced(sample, encoding) or DELIMITERS
    scored = [(_score(sample, encoding, one), one) for one in candidates]
    (_known, _even, _width, skipped), best = max(scored, key=lambda found: found[0][:3])
    return Shape(encoding, best, skipped)


def _score(sample: bytes, encoding: str, delimiter: str) -> tuple[int, int, int, int]:
    """Return (known headers, records of one width, that width, records above the header)."""
    rows = _rows(sample, encoding, delimiter)
    widths = Counter(len(row) for row in rows if len(row) > 1) or Counter(len(row) for row in rows)
    width, even = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    known = [recognised(row) for row in rows[:_HEADER_WITHIN]]
    best = max(known, default=0)
    if best:
        return best, even, width, known.index(best)
    first = next((n for n, row in enumerate(rows) if len(row) == width), 0)
    return 0, even if width > 1 else 0, width, first


def _rows(sample: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    found = []
    for record in records([sample], encoding=encoding, delimiter=delimiter):
        if record.cells is not None:
            found.append(record.cells)
        if len(found) >= _SAMPLE_RECORDS:
            break
    return found


def _announced(sample: bytes, encoding: str) -> tuple[str, ...]:
    """Return the delimiter that a first line "sep=;" announces, as Excel writes it."""
    head = sample[:64].decode(CODECS[encoding], errors="ignore")
    found = re.match(r"\"?sep=(.)\"?\r?\n", head)
    return (found.group(1),) if found and found.group(1) in DELIMITERS else ()


def _utf16(sample: bytes) -> str:
    """Return the variant of UTF-16 that the sample is in, "" when it is not."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = sample[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    third = len(head) / 6
    if odd > third and even < third / 4:
        return "utf-16-le"
    return "utf-16-be" if even > third and odd < third / 4 else ""
