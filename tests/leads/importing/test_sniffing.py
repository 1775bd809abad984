import codecs

import pytest

from leads.importing.reading import records
from leads.importing.sniffing import Utf8Test, encoding_of, not_text, shape_of

ARABIC = "الاسم,البريد,الهاتف\nهدى صالح,huda@example.com,0501234567\nعمر الحداد,omar@example.com,\n"
FRENCH = (
    "Nom;Prénom;E-mail;Montant\n"
    "Lefèvre;Chloé;c@example.com;1.234,56\n"
    "Garçon;Zoé;z@example.com;2,5\n"
)


def read(data):
    test = Utf8Test()
    test.feed(data)
    encoding = encoding_of(data, test)
    shape = shape_of(data, encoding)
    found = records([data], encoding=shape.encoding, delimiter=shape.delimiter)
    return shape, [record.cells for record in found][shape.skipped :]


@pytest.mark.parametrize(
    ("text", "codec", "encoding", "delimiter"),
    [
        (ARABIC, "utf-8", "utf-8", ","),
        (ARABIC, "utf-8-sig", "utf-8", ","),
        (ARABIC, "cp1256", "cp1256", ","),
        (FRENCH, "cp1252", "cp1252", ";"),
        (FRENCH, "utf-16", "utf-16", ";"),
        (FRENCH, "utf-16-be", "utf-16-be", ";"),
        (FRENCH, "utf-16-le", "utf-16-le", ";"),
        (FRENCH.replace(";", "\t"), "utf-8", "utf-8", "\t"),
        (FRENCH.replace(";", "|"), "utf-8", "utf-8", "|"),
        (FRENCH.replace("\n", "\r"), "utf-8", "utf-8", ";"),
        (FRENCH.replace("\n", "\r\n"), "utf-16", "utf-16", ";"),
    ],
)
def test_encoding_delimiter_and_line_ends_are_guessed(text, codec, encoding, delimiter):
    shape, rows = read(text.encode(codec))
    assert (shape.encoding, shape.delimiter, shape.skipped) == (encoding, delimiter, 0)
    assert rows == [line.split(delimiter) for line in text.splitlines()]


def test_lines_above_the_header_are_skipped():
    shape, rows = read(b"Report of leads\nMade on;1 March\n\nName;Email\nHuda;h@example.com\n")
    assert shape.skipped == 2
    assert rows[0] == ["Name", "Email"]


def test_excels_announcement_of_its_delimiter_is_believed():
    shape, rows = read(b"sep=;\r\nName;Email\r\nA, B;h@example.com\r\n")
    assert (shape.delimiter, rows[0]) == (";", ["Name", "Email"])


def test_a_file_of_one_column_is_a_file():
    shape, rows = read(b"email\na@example.com\nb@example.com\n")
    assert (shape.skipped, rows[1]) == (0, ["a@example.com"])


def test_a_header_of_unknown_words_is_the_first_full_row():
    shape, rows = read(b"x\nfoo,bar\n1,2\n3,4\n")
    assert (shape.skipped, rows[0]) == (1, ["foo", "bar"])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "binary"),
        (b"PK\x03\x04" + bytes(200), "spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "spreadsheet"),
        (bytes(range(32)) * 20, "binary"),
        (FRENCH.encode("utf-16"), ""),
        (FRENCH.encode("utf-16-le"), ""),
        (ARABIC.encode("cp1256"), ""),
        (b"Name,Email\na\0b,c\n" + b"x" * 1000, ""),
    ],
)
def test_what_is_no_text_is_recognised(data, found):
    assert not_text(data) == found


def test_utf8_is_judged_over_all_pieces():
    test = Utf8Test()
    for byte in codecs.encode("é", "utf-8"):
        test.feed(bytes([byte]))
    assert test.is_utf8
    test.feed(b"\xff")
    assert not test.is_utf8
