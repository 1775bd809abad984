"""Files that do not say what they hold: it is told by their values."""

from datetime import UTC, datetime

import pytest

from leads.importing import files
from leads.importing.guessing import guess, is_data, is_date, is_email, is_phone, is_site
from leads.models import ImportChunk, ImportRun

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
ROWS = [
    ["Huda Saleh", "huda@x.example", "0501234567", "03/04/2026", "www.x.example", "12"],
    ["عمر الحداد", "omar@x.example", "+971 50 123 4567", "25/04/2026", "", "7"],
]


def content():
    """Return how many runs and how many pieces of files there are."""
    return ImportRun.objects.count(), ImportChunk.objects.count()


def test_the_values_of_a_column_tell_what_it_is():
    assert guess(ROWS, 6, {}, has_header=False) == {
        "0": "name",
        "1": "email",
        "2": "phone",
        "3": "captured",
        "4": "company_domain",
    }


def test_what_the_header_said_is_not_guessed_again():
    known = {"0": "name", "1": "email"}
    assert guess(ROWS, 3, known, has_header=True) == {"2": "phone"}
    assert "2" not in guess(ROWS, 3, {"0": "phone"}, has_header=True)


def test_under_an_unknown_header_two_words_may_be_anything():
    assert guess(ROWS, 1, {}, has_header=True) == {}


def test_a_row_with_an_address_or_a_number_is_no_header():
    assert is_data(["Huda Saleh", "huda@x.example"])
    assert is_data(["Huda Saleh", "050 123 4567"])
    assert not is_data(["Name", "E-mail (@)", "Phone"])


@pytest.mark.parametrize("text", ["050 123 4567", "+971-50-123-4567", "٠٥٠١٢٣٤٥٦٧"])
def test_numbers_that_can_be_called(text):
    assert is_phone(text)


@pytest.mark.parametrize("text", ["1234", "2026-04-03", "12.50", "x 050 123 4567", "1" * 20])
def test_numbers_that_cannot(text):
    assert not is_phone(text)


def test_addresses_sites_and_dates():
    assert is_email("Huda <huda@x.example>")
    assert not is_email("huda at x")
    assert is_site("https://x.example/a")
    assert is_date("12/31/2026")
    assert not is_date("20260403")


@pytest.mark.django_db
def test_a_file_without_a_header_loses_no_row(marketer):
    data = "Huda Saleh;huda@x.example\nOmar Said;omar@x.example\n".encode("utf-16")
    run = files.store(name="x.csv", size=9, pieces=[data], kind="leads", at=NOW, by=marketer)
    assert (run.has_header, run.header) == (False, ["Column 1", "Column 2"])
    assert len(list(files.rows_of(run))) == 2
    head = files.read_again(run, has_header=True)
    assert head.header == ["Huda Saleh", "huda@x.example"]
    assert len(list(files.rows_of(run))) == 1
