"""Reads a file of rows as a stream: pieces of bytes in, records out, memory flat. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What a line may hold before it is cut: a file without line ends must not fill the memory.
_LINE_MAX_LENGTH = 1_000_000
_BUFFER_BYTES = 1 << 18

# The encodings that can be chosen, with the codec that reads each.
CODECS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp1252": "cp1252",
    "cp1256": "cp1256",
    "cp1250": "cp1250",
    "mac-roman": "mac-roman",
}
UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on (from 1) and its cells, None where it cannot be read."""

    line: int
    cells: list[str] | None


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

    ``encoding`` is a key of ``CODECS``. Bytes that it does not know become ``UNREADABLE``. A
    record that no reader could make sense of (an opened quote that is never closed) has no cells.
    """
    raw = io.BufferedReader(Pieces(pieces), _BUFFER_BYTES)
    text = io.TextIOWrapper(raw, encoding=CODECS[encoding], errors="replace", newline="")
    reader = csv.reader(_lines(text), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(line, None)
            continue
        if any(cells) and any(cell.strip() for cell in cells):
            yield Record(line, cells)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LINE_MAX_LENGTH):
        yield line
