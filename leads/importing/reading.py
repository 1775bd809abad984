"""Reads a file of rows as a stream: pieces of bytes in, records out, memory flat. Pure."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

# What a line may hold before it is cut: a file without line ends must not fill the memory.
_LINE_MAX_LENGTH = 1_000_000
_BUFFER_BYTES = 1 << 18
_RAW_MAX_LENGTH = 10_000
_MOST_GIVEN_UP = 1000

# The encodings that can be chosen, with the codec that reads each.
CODECS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32",
    "cp1252": "cp1252",
    "cp1256": "cp1256",
    "iso-8859-6": "iso-8859-6",
    "mac-arabic": "mac-arabic",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1253": "cp1253",
    "cp1254": "cp1254",
    "cp1255": "cp1255",
    "iso-8859-15": "iso-8859-15",
    "cp850": "cp850",
    "mac-roman": "mac-roman",
}
_MARK_BYTES = 4
_MARKS = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}
UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on (from 1) and its cells.

    A line that no reader can make sense of has no cells (None) but its ``raw`` text.
    """

    line: int
    cells: list[str] | None
    raw: str = ""


class Pieces(io.RawIOBase):
    """A file made of pieces of bytes that are fetched one after the other."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Take the pieces in their order."""
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` with the next bytes; return how many, 0 at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def records(pieces: Iterable[bytes], *, encoding: str, delimiter: str) -> Iterator[Record]:
    """Yield the records of a file; empty lines are left out.

    ``encoding`` is a key of ``CODECS``. Bytes that it does not know become ``UNREADABLE``. A line
    that opens a quote and never closes it is a record without cells; those below it are read.
    """
    taken, head = iter(pieces), b""
    while len(head) < _MARK_BYTES and (piece := next(taken, b"")):
        head += piece
    raw = io.BufferedReader(Pieces(chain([head], taken)), _BUFFER_BYTES)
    text = io.TextIOWrapper(raw, encoding=_codec(head, encoding), errors="replace", newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin_record()
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if cells is None or lines.ended_inside:
            yield lines.give_up()
            reader = csv.reader(lines, delimiter=delimiter)
        elif any(cells) and any(cell.strip() for cell in cells):
            yield Record(lines.first, cells)


def _codec(head: bytes, encoding: str) -> str:
    """Return the codec of ``encoding``: the wide ones want a mark, which may be missing."""
    marks = _MARKS.get(encoding)
    return f"{encoding}-le" if marks and not head.startswith(marks) else CODECS[encoding]


class _Lines:
    """The lines of a text, some of which can be given back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._given_up = 0
        self._line = 0
        self.ended_inside = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._text.readline(_LINE_MAX_LENGTH)
        if not line:
            # A reader asks beyond the end only while a quote is open.
            self.ended_inside = bool(self._taken)
            raise StopIteration
        self._line += 1
        self._taken.append(line)
        return line

    @property
    def first(self) -> int:
        """Return the line on which the present record begins."""
        return self._line - len(self._taken) + 1

    def begin_record(self) -> None:
        """Forget the lines of the former record."""
        self._taken.clear()
        self.ended_inside = False

    def give_up(self) -> Record:
        """Return the record's first line as one that cannot be read, and give the others back.

        A file that is broken again and again is not read again and again: after a while the
        record is given up whole.
        """
        self._given_up += 1
        record = Record(self.first, None, self._taken[0].rstrip("\r\n")[:_RAW_MAX_LENGTH])
        if self._given_up <= _MOST_GIVEN_UP:
            self._waiting.extendleft(reversed(self._taken[1:]))
            self._line -= len(self._taken) - 1
        return record
