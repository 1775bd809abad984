"""Takes the cells of a record apart by the fields they fill; both kinds of file share it."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from leads.importing.reading import UNREADABLE, Record
from leads.importing.row import Flaw, RowFlaws
from personas.fit import fold

T = TypeVar("T")

# What our own file of failed rows puts before a cell that a spreadsheet would run.
_DEFUSED = re.compile(r"'(?=[=+\-@\t\r])")
# Spaces of every kind, and marks that are not seen.
_SPACES = " \t\r\n\u00a0\u2007\u202f\u200b\u200e\u200f\u2060\ufeff\u061c"
_MOST_FLAWS = 5
# What systems write where there is nothing.
_NOTHING = {
    *(
        "n/a",
        "#n/a",
        "na",
        "null",
        "(null)",
        "none",
        "nil",
        "nan",
        "undefined",
        "unknown",
        "(blank)",
    ),
    *(
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "?",
        "(not set)",
        "not set",
        "not provided",
        "not available",
    ),
    *("#value!", "#ref!", "#name?", "#div/0!", "#null!", "#num!", "\\n", "[not provided]"),
    *("لا يوجد", "غير متوفر", "غير معروف", "فارغ"),
}
_NOTHING_MAX_LENGTH = max(map(len, _NOTHING))
# What lines of a report say that are no rows of it: totals, who made it, whose it is.
_FOOTER = re.compile(
    r"(?:grand |sub)?totals?\b|sum\b|count\b|somme\b|summe\b|gesamt|المجموع|الاجمالي"
    r"|\d+ (?:rows?|records?|leads?|contacts?|results?)\b|page \d|copyright|©|\(c\)|confidential"
    r"|end of (?:report|file|list)|(?:generated|exported|created|printed) (?:by|on|at)\b"
    r"|all rights reserved|filtered by|[-=_*]{3,}|صفحه \d|نهايه التقرير|سري"
)
_FOOTER_CELLS = 2
_WIDE = 3


class Cells:
    """The mapped cells of one record, each with the index of its column."""

    def __init__(self, record: Record, mapping: Sequence[tuple[int, str]], width: int) -> None:
        """Take the record, (index, field) pairs and the number of columns in the header.

        Raises ``RowFlaws`` for a record that cannot be read or is longer than the header. Missing
        cells at its end are empty: spreadsheets leave them out.
        """
        cells = record.cells
        if cells is None:
            raise RowFlaws(Flaw("unreadable_row"))
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise RowFlaws(Flaw("too_many_cells", None, str(len(cells))))
        if width >= _WIDE and is_footer(cells):
            raise RowFlaws(Flaw("footer"))
        self.flaws: list[Flaw] = []
        self._index: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        for index, field in mapping:
            text = cells[index].strip(_SPACES) if index < len(cells) else ""
            if text and (len(text) > _NOTHING_MAX_LENGTH or text.lower() not in _NOTHING):
                self._keep(index, field, text)

    def _keep(self, index: int, field: str, text: str) -> None:
        if "\0" in text or UNREADABLE in text:
            self.flaws.append(Flaw("unreadable_text", index, _short(text)))
            return
        self._index[field] = index
        self._texts[field] = text[1:] if text[0] == "'" and _DEFUSED.match(text) else text

    def text(self, field: str, longest: int) -> str:
        """Return the field's text, "" for none; one that is too long is a flaw."""
        text = self._texts.get(field, "")
        if len(text) > longest:
            self.flaw("too_long", field)
            return ""
        return text

    def read(self, field: str, read: Callable[[str], T], reason: str) -> T | None:
        """Return what ``read`` makes of the text, None for none; a ``ValueError`` is a flaw."""
        text = self._texts.get(field, "")
        if not text:
            return None
        try:
            return read(text)
        except (ValueError, OverflowError):
            self.flaw(reason, field)
            return None

    def flaw(self, reason: str, field: str) -> None:
        """Note that the field's value cannot be taken."""
        self.flaws.append(Flaw(reason, self._index.get(field), _short(self._texts.get(field, ""))))

    def check(self) -> None:
        """Raise ``RowFlaws`` when anything was wrong."""
        if self.flaws:
            raise RowFlaws(*self.flaws[:_MOST_FLAWS])


def is_footer(cells: Sequence[str]) -> bool:
    """Return whether a row sums up the others or speaks of the report: it is no row of it."""
    said = [cell for cell in cells if cell.strip(_SPACES)]
    if not said or (len(said) > _FOOTER_CELLS and len(said) * 2 > len(cells)):
        return False
    text = fold(said[0])
    return "@" not in text and _FOOTER.match(text) is not None


def pairs(mapping: Mapping[str, str]) -> list[tuple[int, str]]:
    """Return the mapping as it is kept (index as text) as (index, field) pairs."""
    return sorted((int(index), field) for index, field in mapping.items() if field)


def _short(text: str) -> str:
    return text.replace("\0", UNREADABLE)[:100]
