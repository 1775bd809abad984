"""The table behind a chart: the same rows on the page and in the file."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One figure as text; ``url`` opens its leads, "" for none; ``plain``: how the file has it."""

    text: str
    url: str = ""
    plain: str = ""

    @property
    def written(self) -> str:
        """Return what the file says: no thousands apart."""
        return (self.plain or self.text).strip()


@dataclass(frozen=True)
class Table:
    """A caption, headings, and rows whose first cell names them."""

    caption: str
    headings: list[str]
    rows: list[list[Cell]]

    @property
    def labelled(self) -> list[list[tuple[str, Cell]]]:
        """Return the rows, each cell with its heading: what a phone shows beside it."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Chart:
    """What every chart has: key, title, sentence, table, file; ``is_drawn``: with enough cases."""

    key: str
    title: str
    says: str
    table: Table
    csv_url: str
    is_drawn: bool = True


def number(value: int | None, url: str = "") -> Cell:
    """Return a cell for a count; it opens its leads where there are any."""
    if value is None:
        return Cell("–", plain=" ")
    return Cell(f"{value:,}", url if value else "", str(value))


def written(table: Table) -> Iterable[list[str]]:
    """Return the lines of the file, the headings first."""
    yield table.headings
    for row in table.rows:
        yield [cell.written for cell in row]
