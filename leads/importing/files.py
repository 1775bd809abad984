"""The file of an import: kept in pieces, read again as a stream."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, takewhile

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from leads.importing import sniffing
from leads.importing.columns import named
from leads.importing.reading import Record, records
from leads.importing.sheets import Workbook
from leads.importing.sniffing import Shape
from leads.models import ImportChunk, ImportRun
from teams.models import User

_MEGABYTE = 1 << 20
PIECE_BYTES = _MEGABYTE
# Rows of the beginning that are looked at: for the values shown, and the order of their dates.
SAMPLES = 300
_NOT_TEXT = {
    "spreadsheet": _(
        "This is an old workbook (.xls), or one with a password. Save it as .xlsx without a"
        " password, or as CSV."
    ),
    "binary": _("This is neither a workbook nor a text file. Choose an .xlsx or a CSV file."),
}
_PACKED = b"PK\x03\x04"
# The pieces of each sheet of a workbook are counted from a multiple of this.
_SHEET_STEP = 10_000


class FileTooLarge(BadInput):
    """The file is larger than an import may be."""

    status = 413
    code = "file_too_large"


@dataclass(frozen=True)
class Head:
    """The beginning of a file as it is read: its columns, their line, its first rows."""

    header: list[str]
    line: int
    samples: list[list[str]]
    has_header: bool = True

    def column(self, index: int) -> list[str]:
        """Return the sample values of one column."""
        return [row[index] for row in self.samples if index < len(row) and row[index].strip()]


def store(
    *, name: str, size: int, pieces: Iterable[bytes], kind: str, at: datetime, by: User
) -> ImportRun:
    """Keep an uploaded file and return its run, with a guess of how it is read.

    Raises ``FileTooLarge``, or ``BadInput`` for an empty file, one that is no text, one without
    rows; then nothing is kept.
    """
    if not by.is_marketer:
        raise NotAllowed
    if size > settings.IMPORT_MAX_BYTES:
        message = _("The file is larger than %(n)s MB. Split it.") % {"n": max_megabytes()}
        raise FileTooLarge(message, field="file")
    run = ImportRun(kind=kind, file_name=name[:255], size_bytes=size, created_at=at, created_by=by)
    with transaction.atomic():
        run.save()
        taken = iter(pieces)
        first = next(taken, b"")
        keep = _keep_sheets if first.startswith(_PACKED) else _keep
        sample, test = keep(run, chain([first], taken))
        _refuse(sample)
        encoding = sniffing.encoding_of(sample, test)
        _take_shape(run, sniffing.shape_of(sample, encoding))
        run.save()
    return run


def max_megabytes() -> int:
    """Return how large a file may be."""
    return int(settings.IMPORT_MAX_BYTES) // _MEGABYTE


def read_again(
    run: ImportRun,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    header_line: int | None = None,
    has_header: bool | None = None,
) -> Head:
    """Read the beginning of the file, in another way where one is given; ``run`` is not saved.

    ``header_line`` counts the lines of the file from 1; an empty one means the next that is not.
    """
    is_other = bool(sheet) and sheet != run.sheet and sheet in run.sheets
    is_new = is_other or (encoding or run.encoding, delimiter or run.delimiter) != (
        run.encoding,
        run.delimiter,
    )
    run.sheet = sheet if is_other else run.sheet
    run.encoding, run.delimiter = encoding or run.encoding, delimiter or run.delimiter
    if header_line is not None:
        above = takewhile(lambda record: record.line < header_line, _all_records(run))
        run.skipped = sum(1 for _record in above)
    elif is_new:
        shape = sniffing.shape_of(_sample(run), run.encoding, delimiter)
        run.skipped, run.has_header = shape.skipped, shape.has_header
    if has_header is not None:
        run.has_header = has_header
    return head_of(run)


def head_of(run: ImportRun) -> Head:
    """Return the file's columns and first rows."""
    first = list(islice(_all_records(run), run.skipped, run.skipped + 1 + SAMPLES))
    if not first:
        return Head([], 1, [])
    rows = [record.cells or [] for record in first]
    if not run.has_header:
        # Without names the columns are as many as the widest of the first rows has.
        width = max(map(len, rows))
        return Head(named([""] * width), first[0].line, rows, has_header=False)
    return Head(named(rows[0]), first[0].line, rows[1:])


def rows_of(run: ImportRun, position: int = 0) -> Iterator[Record]:
    """Yield the records below the header, if there is one, from the ``position``-th on."""
    return islice(_all_records(run), run.skipped + int(run.has_header) + position, None)


def _all_records(run: ImportRun) -> Iterator[Record]:
    return records(_pieces(run), encoding=run.encoding, delimiter=run.delimiter)


def _pieces(run: ImportRun) -> Iterator[bytes]:
    """Yield the file's pieces, one query each: only one of them is in memory."""
    position = _SHEET_STEP * run.sheets.index(run.sheet) if run.sheet else 0
    while True:
        rows = ImportChunk.objects.filter(run=run, position=position)
        piece = rows.values_list("data", flat=True).first()
        if piece is None:
            return
        yield bytes(piece)
        position += 1


def _keep_sheets(run: ImportRun, pieces: Iterable[bytes]) -> tuple[bytes, sniffing.Utf8Test]:
    """Write each sheet of a workbook as text; return what ``_keep`` does of the chosen one."""
    with Workbook(pieces) as book:
        sheets = book.sheets()
        run.sheets, run.sheet = sheets.names, sheets.chosen
        found = b"", sniffing.Utf8Test()
        for number, name in enumerate(sheets.names):
            kept = _keep(run, book.pieces(name), number * _SHEET_STEP)
            if name == sheets.chosen:
                found, lines = kept, run.row_total
    run.row_total = lines
    return found


def _keep(
    run: ImportRun, pieces: Iterable[bytes], start: int = 0
) -> tuple[bytes, sniffing.Utf8Test]:
    """Write the pieces; return the first of them as a sample, and what they told of UTF-8."""
    sample, size, lines = b"", 0, 0
    test = sniffing.Utf8Test()
    for position, piece in enumerate(pieces, start):
        ImportChunk.objects.create(run=run, position=position, data=piece)
        sample = sample or piece[: sniffing.SAMPLE_BYTES]
        size += len(piece)
        lines += piece.count(b"\n") or piece.count(b"\r")
        test.feed(piece)
    run.size_bytes = run.size_bytes or size
    # An estimate, for the progress of the check, which then counts.
    run.row_total = lines
    return sample, test


def _refuse(sample: bytes) -> None:
    """Raise ``BadInput`` for what cannot be a file of rows."""
    if not sample.strip():
        raise BadInput(_("The file is empty."), field="file")
    kind = sniffing.not_text(sample)
    if kind:
        raise BadInput(_NOT_TEXT[kind], field="file")


def _take_shape(run: ImportRun, shape: Shape) -> None:
    run.encoding, run.delimiter, run.skipped = shape.encoding, shape.delimiter, shape.skipped
    run.has_header = shape.has_header
    head = head_of(run)
    if not head.header:
        raise BadInput(_("No columns can be found in the file."), field="file")
    if not head.samples:
        raise BadInput(_("The file has a header and no rows below it."), field="file")
    run.header = head.header


def _sample(run: ImportRun) -> bytes:
    return next(_pieces(run), b"")[: sniffing.SAMPLE_BYTES]
