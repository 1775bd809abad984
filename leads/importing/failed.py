"""The rows that were not taken, as a file to correct and import again."""

import csv
import io
from collections.abc import Iterator
from itertools import groupby

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from kit.exporting import defused
from leads.importing.files import rows_of
from leads.importing.reading import Record
from leads.importing.reasons import sentence
from leads.models import ImportProblem, ImportRun, ProblemKind

_PAGE = 1000


def failed_rows(run: ImportRun, language: str) -> Iterator[str]:
    """Yield a CSV file in pieces: line, reason, then the row as it stood; UTF-8 with its mark.

    ``language`` is that of the reasons: the file is written while it is sent, after the request.
    """
    with translation.override(language):
        head = _line([_("Line"), _("Reason"), *run.header])
    yield "\ufeff" + head
    records = rows_of(run)
    at = -1
    record = Record(0, None)
    for number, problems in groupby(_problems(run), key=lambda problem: problem.row):
        while at < number:
            record = next(records, Record(0, None))
            at += 1
        with translation.override(language):
            line = _line(_cells(list(problems), record))
        yield line


def _cells(problems: list[ImportProblem], record: Record) -> list[str]:
    reasons = [
        f"{problem.column}: {sentence(problem)}" if problem.column else sentence(problem)
        for problem in problems
    ]
    cells = [cell.replace("\0", "") for cell in record.cells or [record.raw]]
    return [str(problems[0].line), " ".join(reasons), *cells]


def _problems(run: ImportRun) -> Iterator[ImportProblem]:
    """Yield the errors in the order of their rows, a page at a time."""
    rows: QuerySet[ImportProblem] = run.problems.filter(kind=ProblemKind.ERROR)
    last_row = last_id = -1
    while True:
        after = rows.filter(row__gte=last_row).exclude(row=last_row, id__lte=last_id)
        page = list(after.order_by("row", "id")[:_PAGE])
        yield from page
        if len(page) < _PAGE:
            return
        last_row, last_id = page[-1].row, page[-1].pk


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([defused(cell) for cell in cells])
    return text.getvalue()
