"""Workbooks: a sheet comes in as the lines that it shows, or a message says what to do."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook as Book

from kit.refusals import BadInput
from leads.importing import files, sheets
from leads.importing.sheets import Workbook
from tests.leads.importing.test_guessing import content

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
HEADER = ["Name", "Email", "Phone", "Created on", "Amount", "Opted out"]
ROW = ["هدى صالح", "huda@x.example", 971501234567, date(2026, 4, 3), 1234.5, True]


def packed(**pages):
    """Return a workbook with a page for each list of rows."""
    book = Book()
    book.remove(book.active)
    for name, rows in pages.items():
        page = book.create_sheet(name.replace("_", " "))
        for row in rows:
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text_of(data, name="Leads"):
    with Workbook([data]) as book:
        return b"".join(book.pieces(name)).decode().splitlines()


def stored(data, by):
    return files.store(
        name="leads.xlsx", size=len(data), pieces=[data], kind="leads", at=NOW, by=by
    )


def test_cells_are_written_so_that_they_can_be_read_one_way_only():
    lines = text_of(packed(Leads=[HEADER, ROW]))
    assert lines[1] == "هدى صالح,huda@x.example,971501234567,2026-04-03,1234.5,true"


def test_a_time_of_day_stays_and_midnight_goes():
    rows = [["a"], [datetime(2026, 4, 3, 9, 5)], [datetime(2026, 4, 3)]]  # noqa: DTZ001
    assert text_of(packed(Leads=rows)) == ["a", "2026-04-03 09:05:00", "2026-04-03"]


def test_empty_rows_and_cells_at_the_end_are_no_rows():
    assert text_of(packed(Leads=[["a", "b", None], [None], [], ["c", None, None]])) == ["a,b", "c"]


@pytest.mark.django_db
def test_the_sheet_with_the_headers_is_chosen_and_another_can_be(marketer):
    data = packed(Notes=[["Made by Sara"], ["In May"]], Leads=[HEADER, ROW], Empty=[])
    run = stored(data, marketer)
    assert (run.sheets, run.sheet, run.header) == (["Notes", "Leads"], "Leads", HEADER)
    assert [record.cells[0] for record in files.rows_of(run)] == ["هدى صالح"]
    head = files.read_again(run, sheet="Notes")
    assert (run.sheet, head.header) == ("Notes", ["Made by Sara"])
    assert files.read_again(run, sheet="Nowhere").header == ["Made by Sara"]


def test_a_hidden_sheet_is_not_offered():
    book = Book()
    book.active.append(["Email"])
    hidden = book.create_sheet("Hidden")
    hidden.append(["Email", "Name", "Phone"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    with Workbook([file.getvalue()]) as opened:
        assert opened.sheets().names == ["Sheet"]


def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_holds():
    data = packed(Leads=[HEADER, ROW])
    lying = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(lying, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
            new.writestr(name, part)
    assert len(text_of(lying.getvalue())) == 2


def a_zip(*names, size=1):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed_file:
        for name in names:
            packed_file.writestr(name, b"0" * size)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 and nothing more", "cannot be opened"),
        (a_zip("xl/workbook.xml"), "cannot be opened"),
        (a_zip("photo.jpg"), "cannot be opened"),
        (a_zip("content.xml", "mimetype"), "OpenDocument"),
        (a_zip("EncryptedPackage"), "password"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_what_to_do(data, message):
    with pytest.raises(BadInput, match=message):
        Workbook([data])


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(BadInput, match="unpacks to more"):
        Workbook([a_zip("xl/workbook.xml", size=2000)])


def test_more_rows_than_a_workbook_may_have_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    with pytest.raises(BadInput, match="up to 300,000"):
        text_of(packed(Leads=[HEADER, ROW, ROW]))


def test_a_workbook_without_rows_is_refused():
    with Workbook([packed(Leads=[])]) as book, pytest.raises(BadInput, match="No sheet"):
        book.sheets()


@pytest.mark.django_db
def test_a_refused_workbook_leaves_nothing_behind(marketer):
    with pytest.raises(BadInput):
        stored(packed(Leads=[]), marketer)
    assert content() == (0, 0)
