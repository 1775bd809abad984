"""Guesses how a file is to be read: encoding, delimiter, header. Every guess can be changed."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from leads.importing.alphabets import alphabet_of
from leads.importing.columns import recognised
from leads.importing.guessing import is_data
from leads.importing.reading import CODECS, UNREADABLE, records

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
_BEYOND = re.compile(rb"[\x80-\xff]")
_UNREADABLE_BYTES = UNREADABLE.encode()
_BEFORE = 100
# A file of which one character in so many is broken is still UTF-8.
_FEW = 20


@dataclass(frozen=True)
class Shape:
    """How a file is read: its encoding, its delimiter, how many records stand above its header.

    Without a header ``skipped`` records stand above the first row.
    """

    encoding: str
    delimiter: str
    skipped: int
    has_header: bool = True


class Utf8Test:
    """Fed a file piece by piece, tells whether it is UTF-8, but for a few broken characters.

    ``telling`` is where the first characters beyond ASCII stand: what else it may be shows there.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._good = self._bad = 0
        self.telling = b""

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""
        if piece.isascii():
            return
        if not self.telling:
            first = next(_BEYOND.finditer(piece)).start()
            self.telling = piece[max(0, first - _BEFORE) : first + SAMPLE_BYTES]
        text = self._decoder.decode(piece)
        # The sign for what cannot be read may stand in a file that can be read.
        broken = max(0, text.count(UNREADABLE) - piece.count(_UNREADABLE_BYTES))
        self._bad += broken
        self._good += max(0, len(piece) - len(text) - broken)

    @property
    def is_utf8(self) -> bool:
        """Return whether all that was fed is UTF-8, or all but a twentieth of its characters."""
        return self._bad * _FEW <= self._good


def not_text(sample: bytes) -> str:
    """Return "spreadsheet" or "binary" for what is no text, "" for what seems to be."""
    for signature, found in _SIGNATURES.items():
        if sample.startswith(signature):
            return found
    if _utf16(sample):
        return ""
    most = max(_CONTROL_NUMBER, _CONTROL_SHARE * len(sample))
    return "binary" if len(_CONTROL.findall(sample)) > most else ""


def encoding_of(sample: bytes, test: Utf8Test) -> str:
    """Return the encoding that the file seems to have: its beginning, and what was fed of it."""
    wide = _utf16(sample)
    if wide:
        return wide
    return "utf-8" if test.is_utf8 else alphabet_of(test.telling)


def shape_of(sample: bytes, encoding: str, delimiter: str = "") -> Shape:
    """Return how a file of ``encoding`` is to be read; a ``delimiter`` that was chosen stands."""
    candidates = (delimiter,) if delimiter else _announced(sample, encoding) or DELIMITERS
    scored = [(_score(sample, encoding, one), one) for one in candidates]
    (_known, _even, _width, skipped), best = max(scored, key=lambda found: found[0][:3])
    first = _rows(sample, encoding, best)[skipped : skipped + 1]
    return Shape(encoding, best, skipped, not any(map(is_data, first)))


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
    """Return the variant of UTF-16 or UTF-32 that the sample is in, "" when it is not."""
    if sample.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = sample[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    third = len(head) / 6
    if odd > third and even < third / 4:
        return "utf-16-le"
    return "utf-16-be" if even > third and odd < third / 4 else ""
