"""Lists as files: CSV that is written while it is sent, or a workbook; memory flat, nothing runs.

A list says what it is once, as a ``Sheet``; both kinds of file are made of it.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from kit.refusals import BadInput

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
# What a spreadsheet program still opens at once; whoever wants more takes CSV.
XLSX_MAX_ROWS = 200_000
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AT_ONCE = 500
_CELL_MAX_LENGTH = 32_767
# In memory up to here, then in a temporary file.
_SPOOL_BYTES = 1 << 20
# A spreadsheet runs what begins with one of these; the apostrophe makes it text again, and the
# importer takes it off.
# What XML cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RUNS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """A list on its way out.

    ``what``: which list it is; ``day``: of the file's name; ``head``: a name for each column;
    ``rows`` may be asked for once, while the file is sent; ``about``: what the list was narrowed
    to, label and value; ``zone``: the one its instants are written in.
    """

    what: str
    day: date
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    zone: ZoneInfo
    about: Sequence[tuple[str, str]] = ()

    @property
    def name(self) -> str:
        """Return the file's name, without its ending."""
        return f"mithaq-{self.what}-{self.day}"

    def counted_by(self, tell: Callable[[int], None]) -> "Sheet":
        """Return the sheet that calls ``tell(number)`` once its last row was taken."""
        return replace(self, rows=_counting(self.rows, tell))


def answer(sheet: Sheet, kind: str) -> HttpResponseBase:
    """Return the response that sends ``sheet`` as a file of ``kind``.

    Raises ``BadInput`` for an unknown kind, and for more rows than a workbook should hold.
    """
    if kind == CSV:
        return StreamingHttpResponse(
            csv_pieces(sheet, translation.get_language() or "en"),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{sheet.name}.csv"'},
        )
    if kind == XLSX:
        return FileResponse(
            xlsx_file(sheet),
            as_attachment=True,
            filename=f"{sheet.name}.xlsx",
            content_type=_XLSX_TYPE,
        )
    raise BadInput(_("A list can be taken as csv or as xlsx."), field="format")


def csv_pieces(sheet: Sheet, language: str) -> Iterator[bytes]:
    """Yield a CSV file in pieces, UTF-8 with its mark, by which Excel knows Arabic.

    ``language`` is that of the rows' words: they are read while they are sent, after the request.
    """
    yield ("\ufeff" + _lines([sheet.head])).encode()
    rows = iter(sheet.rows)
    while True:
        with translation.override(language):
            piece = [[_text(cell, sheet.zone) for cell in row] for row in islice(rows, _AT_ONCE)]
        if not piece:
            return
        yield _lines(piece).encode()


def xlsx_file(sheet: Sheet) -> IO[bytes]:
    """Return a workbook of two sheets, at its beginning: the rows, and what they are.

    Raises ``BadInput`` for more than ``XLSX_MAX_ROWS`` rows.
    """
    # Loaded by those alone who write one: it is large.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    page = book.create_sheet(_("List"))
    page.freeze_panes = "A2"
    page.sheet_view.rightToLeft = translation.get_language_bidi()
    page.append([_value(cell, sheet.zone, page) for cell in sheet.head])
    for number, row in enumerate(sheet.rows, start=1):
        if number > XLSX_MAX_ROWS:
            message = _("These are more than %(n)s rows: take them as CSV, or narrow the list.")
            raise BadInput(message % {"n": f"{XLSX_MAX_ROWS:,}"}, field="format")
        page.append([_value(cell, sheet.zone, page) for cell in row])
    said = book.create_sheet(_("About"))
    said.sheet_view.rightToLeft = translation.get_language_bidi()
    for line in (*sheet.about, (_("Time zone"), sheet.zone.key)):
        said.append([_value(cell, sheet.zone, said) for cell in line])
    file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - sent, then closed
    book.save(file)
    file.seek(0)
    return file


def csv_answer(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Return a small table as CSV, ``rows`` with its head, each cell as it is shown."""
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
    answer.write(_lines([[defused(cell) for cell in row] for row in rows]))
    return answer


def defused(cell: str) -> str:
    """Return ``cell`` so that a spreadsheet shows it and does not run it."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _text(cell: Cell, zone: ZoneInfo) -> str:
    """Return ``cell`` for CSV: instants with their distance from UTC, figures plain."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return defused(cell.replace("\0", ""))
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _value(cell: Cell, zone: ZoneInfo, page: Any) -> Any:  # noqa: ANN401 - openpyxl's
    """Return ``cell`` for a workbook; what looks like a formula is text."""
    if isinstance(cell, str):
        text = _CONTROL.sub("", cell)[:_CELL_MAX_LENGTH]
        return _as_text(page, text) if text.startswith("=") else text
    if isinstance(cell, datetime):
        # A workbook knows no zones; the second sheet names the one that is meant.
        return cell.astimezone(zone).replace(tzinfo=None, microsecond=0)
    return cell


def _as_text(page: Any, text: str) -> Any:  # noqa: ANN401 - openpyxl's
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    kept = WriteOnlyCell(page, text)
    kept.data_type = "s"
    return kept


def _counting(
    rows: Iterable[Sequence[Cell]], tell: Callable[[int], None]
) -> Iterator[Sequence[Cell]]:
    number = 0
    for row in rows:
        number += 1
        yield row
    tell(number)
