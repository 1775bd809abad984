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
_MOST_FLAWS = 5
# What a short row begins with that sums the others up.
_FOOTERS = {"total", "totals", "grand total", "sum", "somme", "summe", "المجموع", "الاجمالي"}


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
        if len(cells) < width and fold(next(filter(None, cells), "")) in _FOOTERS:
            raise RowFlaws(Flaw("footer"))
        self.flaws: list[Flaw] = []
        self._index: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        for index, field in mapping:
            text = cells[index].strip() if index < len(cells) else ""
            if text:
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


def pairs(mapping: Mapping[str, str]) -> list[tuple[int, str]]:
    """Return the mapping as it is kept (index as text) as (index, field) pairs."""
    return sorted((int(index), field) for index, field in mapping.items() if field)


def _short(text: str) -> str:
    return text.replace("\0", UNREADABLE)[:100]
