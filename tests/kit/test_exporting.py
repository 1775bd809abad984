"""Lists as files: what a cell becomes, that nothing runs, that instants say their zone."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from openpyxl import load_workbook

from kit import exporting
from kit.exporting import CSV, XLSX, Sheet, answer, csv_answer, csv_pieces, xlsx_file
from kit.refusals import BadInput

RIYADH = ZoneInfo("Asia/Riyadh")
NINE = datetime(2026, 11, 16, 6, 0, 30, 999, tzinfo=UTC)


def a_sheet(*rows, head=("Lead",), about=()):
    return Sheet("leads", date(2026, 11, 16), head, rows, RIYADH, about)


def lines(sheet, language="en"):
    text = b"".join(csv_pieces(sheet, language)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_csv_file_begins_with_the_mark_by_which_excel_knows_arabic():
    pieces = list(csv_pieces(a_sheet(("محمد",)), "ar"))
    assert pieces[0].startswith(b"\xef\xbb\xbf")
    assert lines(a_sheet(("محمد",))) == [["Lead"], ["محمد"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("Lina", "Lina"),
        (NINE, "2026-11-16T09:00:30+03:00"),
        (date(2026, 3, 1), "2026-03-01"),
        (Decimal("-1200.50"), "-1200.50"),
        (7, "7"),
        ("a\0b", "ab"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_each_kind_of_cell_is_written_so_that_it_can_be_read_again(cell, text):
    assert lines(a_sheet((cell,)))[1] == [text]


@pytest.mark.parametrize("cell", ["=1+1", "+971501234567", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_of_a_csv_file_is_run_by_a_spreadsheet(cell):
    written = lines(a_sheet((cell,)))[1][0] if "\r" not in cell else "'"
    assert written.startswith("'")


def test_a_workbook_holds_formulas_as_text_and_instants_as_local_dates():
    row = ("=1+1", "+971501234567", NINE, Decimal("12.5"), "bell\x07", None)
    book = load_workbook(xlsx_file(a_sheet(row, head=list("abcdef"))))
    found = next(iter(book["List"].iter_rows(min_row=2)))
    assert [cell.value for cell in found] == [
        "=1+1",
        "+971501234567",
        datetime(2026, 11, 16, 9, 0, 30),  # noqa: DTZ001 - a workbook knows no zones
        12.5,
        "bell",
        None,
    ]
    assert found[0].data_type == "s"


def test_the_second_sheet_says_what_the_list_was_narrowed_to():
    book = load_workbook(xlsx_file(a_sheet(about=[("Stage", "=Inquiry")])))
    said = [[cell.value for cell in line] for line in book["About"].iter_rows()]
    assert said == [["Stage", "=Inquiry"], ["Time zone", "Asia/Riyadh"]]


def test_a_workbook_in_arabic_reads_from_the_right():
    with translation.override("ar"):
        book = load_workbook(xlsx_file(a_sheet(("محمد",))))
    assert all(page.sheet_view.rightToLeft for page in book)


def test_a_workbook_is_not_made_of_more_rows_than_it_should_hold(monkeypatch):
    monkeypatch.setattr(exporting, "XLSX_MAX_ROWS", 2)
    assert load_workbook(xlsx_file(a_sheet("a", "b")))["List"].max_row == 3
    with pytest.raises(BadInput, match="more than 2 rows"):
        xlsx_file(a_sheet("a", "b", "c"))


def test_rows_are_asked_for_while_the_file_is_sent_and_counted_at_its_end():
    asked, told = [], []

    def rows():
        for number in range(1200):
            asked.append(number)
            yield (number,)

    sheet = Sheet("leads", date(2026, 11, 16), ["n"], rows(), RIYADH).counted_by(told.append)
    pieces = csv_pieces(sheet, "en")
    next(pieces)
    assert asked == []
    next(pieces)
    assert len(asked) < 1200
    assert told == []
    list(pieces)
    assert told == [1200]


def test_words_of_rows_are_in_the_language_that_asked_though_they_are_read_later():
    def rows():
        yield (translation.gettext("Leads"),)

    sheet = Sheet("leads", date(2026, 11, 16), ["x"], rows(), RIYADH)
    assert lines(sheet, "ar")[1] == ["العملاء المحتملون"]


def test_the_answer_is_a_download_with_the_list_and_the_day_in_its_name():
    response = answer(a_sheet(("Lina",)), CSV)
    assert response["Content-Disposition"] == 'attachment; filename="mithaq-leads-2026-11-16.csv"'
    response = answer(a_sheet(("Lina",)), XLSX)
    assert response["Content-Disposition"].endswith('filename="mithaq-leads-2026-11-16.xlsx"')


def test_another_format_is_refused():
    with pytest.raises(BadInput):
        answer(a_sheet(), "pdf")


def test_a_small_table_is_defused_too():
    found = csv_answer("figures", [["Rep", "Kept"], ["=cmd", "90%"]]).content.decode("utf-8-sig")
    assert found.splitlines() == ["Rep,Kept", "'=cmd,90%"]
