"""The file of an import: kept in pieces, read again as a stream."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from leads.importing import sniffing
from leads.importing.columns import named
from leads.importing.reading import Record, records
from leads.importing.sniffing import Shape
from leads.models import ImportChunk, ImportRun
from teams.models import User

_MEGABYTE = 1 << 20
PIECE_BYTES = _MEGABYTE
SAMPLES = 5
_NOT_TEXT = {
    "spreadsheet": _("This is a spreadsheet. Save it as CSV and choose that file."),
    "binary": _("This is not a text file. Choose a CSV file."),
}


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
        sample, is_utf8 = _keep(run, pieces)
        _refuse(sample)
        encoding = sniffing.encoding_of(sample, is_utf8=is_utf8)
        _take_shape(run, sniffing.shape_of(sample, encoding))
        run.save()
    return run


def max_megabytes() -> int:
    """Return how large a file may be."""
    return int(settings.IMPORT_MAX_BYTES) // _MEGABYTE


def read_again(
    run: ImportRun, *, encoding: str = "", delimiter: str = "", header_line: int | None = None
) -> Head:
    """Read the beginning of the file, in another way where one is given; ``run`` is not saved.

    ``header_line`` counts the lines of the file from 1; an empty one means the next that is not.
    """
    is_new = (encoding or run.encoding, delimiter or run.delimiter) != (run.encoding, run.delimiter)
    run.encoding, run.delimiter = encoding or run.encoding, delimiter or run.delimiter
    if header_line is not None:
        above = takewhile(lambda record: record.line < header_line, _all_records(run))
        run.skipped = sum(1 for _record in above)
    elif is_new:
        run.skipped = sniffing.shape_of(_sample(run), run.encoding, delimiter).skipped
    return head_of(run)


def head_of(run: ImportRun) -> Head:
    """Return the file's columns and first rows."""
    first = list(islice(_all_records(run), run.skipped, run.skipped + 1 + SAMPLES))
    header = named(first[0].cells or []) if first else []
    line = first[0].line if first else 1
    return Head(header, line, [record.cells or [] for record in first[1:]])


def rows_of(run: ImportRun, position: int = 0) -> Iterator[Record]:
    """Yield the records below the header, from the ``position``-th on."""
    return islice(_all_records(run), run.skipped + 1 + position, None)


def _all_records(run: ImportRun) -> Iterator[Record]:
    return records(_pieces(run), encoding=run.encoding, delimiter=run.delimiter)


def _pieces(run: ImportRun) -> Iterator[bytes]:
    """Yield the file's pieces, one query each: only one of them is in memory."""
    position = 0
    while True:
        rows = ImportChunk.objects.filter(run=run, position=position)
        piece = rows.values_list("data", flat=True).first()
        if piece is None:
            return
        yield bytes(piece)
        position += 1


def _keep(run: ImportRun, pieces: Iterable[bytes]) -> tuple[bytes, bool]:
    """Write the pieces; return the first of them as a sample and whether all of it is UTF-8."""
    sample, size, lines = b"", 0, 0
    test = sniffing.Utf8Test()
    for position, piece in enumerate(pieces):
        ImportChunk.objects.create(run=run, position=position, data=piece)
        sample = sample or piece[: sniffing.SAMPLE_BYTES]
        size += len(piece)
        lines += piece.count(b"\n") or piece.count(b"\r")
        test.feed(piece)
    run.size_bytes = size
    # An estimate, for the progress of the check, which then counts.
    run.row_total = lines
    return sample, test.is_utf8


def _refuse(sample: bytes) -> None:
    """Raise ``BadInput`` for what cannot be a file of rows."""
    if not sample.strip():
        raise BadInput(_("The file is empty."), field="file")
    kind = sniffing.not_text(sample)
    if kind:
        raise BadInput(_NOT_TEXT[kind], field="file")


def _take_shape(run: ImportRun, shape: Shape) -> None:
    run.encoding, run.delimiter, run.skipped = shape.encoding, shape.delimiter, shape.skipped
    head = head_of(run)
    if not head.header:
        raise BadInput(_("No columns can be found in the file."), field="file")
    if not head.samples:
        raise BadInput(_("The file has a header and no rows below it."), field="file")
    run.header = head.header


def _sample(run: ImportRun) -> bytes:
    return next(_pieces(run), b"")[: sniffing.SAMPLE_BYTES]
