"""Reads workbooks (.xlsx) as text: a sheet becomes the lines of a CSV file, written as it is read.

Dates and numbers of a workbook have types, so they are written in a way that can be read one way
only. Everything after the upload then knows one kind of file.
"""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any, Self

from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput
from leads.importing.columns import recognised

# What a workbook may hold: it is packed, and a small file may unpack to anything.
MAX_UNPACKED_BYTES = 600 << 20
MAX_STRINGS_BYTES = 150 << 20
MAX_ROWS = 300_000
MAX_SHEETS = 20
_MAX_FILES = 2_000
_MAX_COLUMNS = 500
_SPOOL_BYTES = 8 << 20
_PIECE_BYTES = 1 << 20
_LOOKED_AT = 15
_WHOLE = 1e15
_MESSAGES = {
    "broken": _("This workbook cannot be opened. Save it again as .xlsx or as CSV."),
    "open_document": _("This is an OpenDocument sheet. Save it as .xlsx or as CSV."),
    "locked": _("This workbook is locked with a password. Save it without one."),
    "large": _("This workbook unpacks to more than can be read. Save the sheet as CSV."),
    "empty": _("No sheet of this workbook has rows."),
    "rows": _("A workbook may have up to 300,000 rows. Save the sheet as CSV: that may have more."),
    "sheet": _("The workbook has no such sheet."),
}


@dataclass(frozen=True)
class Sheets:
    """The sheets of a workbook that hold rows, and the one that seems to be meant."""

    names: list[str]
    chosen: str


class Workbook:
    """A workbook that was sent, opened for reading; closes what it spooled."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Take the file. Raises ``BadInput`` for one that cannot or should not be opened."""
        # Loaded by those alone who read one: it is large.
        from openpyxl import load_workbook  # noqa: PLC0415
        from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115
        for piece in pieces:
            self._file.write(piece)
        self._file.seek(0)
        _refuse_bombs(self._file)
        try:
            self._book = load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
        except (InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
            raise BadInput(_MESSAGES["broken"], field="file") from error

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let go of the file."""
        self._book.close()
        self._file.close()

    def sheets(self) -> Sheets:
        """Return the sheets with rows; the one whose headers are known best is chosen."""
        found: dict[str, int] = {}
        for page in self._book.worksheets:
            if page.sheet_state == "visible":
                first = list(_first(self._rows(page.title), _LOOKED_AT))
                if first and len(found) < MAX_SHEETS:
                    found[page.title] = max(map(recognised, first))
        if not found:
            raise BadInput(_MESSAGES["empty"], field="file")
        return Sheets(list(found), max(found, key=lambda name: found[name]))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the sheet ``name`` as CSV in UTF-8, in pieces of about a megabyte."""
        if name not in self._book.sheetnames:
            raise BadInput(_MESSAGES["sheet"], field="sheet")
        text = io.StringIO()
        writer = csv.writer(text)
        for number, row in enumerate(self._rows(name), start=1):
            if number > MAX_ROWS:
                raise BadInput(_MESSAGES["rows"], field="file")
            writer.writerow(row)
            if text.tell() >= _PIECE_BYTES:
                yield text.getvalue().encode()
                text.seek(0)
                text.truncate()
        if text.tell():
            yield text.getvalue().encode()

    def _rows(self, name: str) -> Iterator[list[str]]:
        """Yield the rows of a sheet that hold something, each cell as text."""
        page = self._book[name]
        # What a sheet says of its own size is often wrong, and may be a million rows of nothing.
        page.reset_dimensions()
        try:
            for row in page.iter_rows(max_col=_MAX_COLUMNS, values_only=True):
                cells = [_text(cell) for cell in row]
                while cells and not cells[-1]:
                    cells.pop()
                if cells:
                    yield cells
        except (KeyError, ValueError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
            raise BadInput(_MESSAGES["broken"], field="file") from error


def _refuse_bombs(file: IO[bytes]) -> None:
    """Raise ``BadInput`` for what is no workbook, or unpacks to more than may be read."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BadInput(_MESSAGES["broken"], field="file") from error
    names = {part.filename for part in parts}
    if "EncryptedPackage" in names or any(part.flag_bits & 1 for part in parts):
        raise BadInput(_MESSAGES["locked"], field="file")
    if "content.xml" in names:
        raise BadInput(_MESSAGES["open_document"], field="file")
    if not any(name.startswith("xl/") for name in names):
        raise BadInput(_MESSAGES["broken"], field="file")
    strings = sum(p.file_size for p in parts if "sharedstrings" in p.filename.lower())
    whole = sum(part.file_size for part in parts)
    if len(parts) > _MAX_FILES or whole > MAX_UNPACKED_BYTES or strings > MAX_STRINGS_BYTES:
        raise BadInput(_MESSAGES["large"], field="file")
    file.seek(0)


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """Return a cell as text that can be read one way only."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        day = cell.date().isoformat()
        return day if cell.time() == time() else f"{day} {cell.time().isoformat('seconds')}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else repr(cell)
    return str(cell)


def _first(rows: Iterator[list[str]], number: int) -> Iterator[list[str]]:
    for place, row in enumerate(rows):
        if place >= number:
            return
        yield row
