"""Addresses, numbers, ids and names as exports hold them."""

import pytest

from leads.importing.contacts import Shortened, bare_id, first_email, first_phone, plain_name


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("lina@x.example", "lina@x.example"),
        ("Lina Mansour <lina@x.example>", "lina@x.example"),
        ("mailto:lina@x.example", "lina@x.example"),
        ("lina@x.example; omar@x.example", "lina@x.example"),
        ("lina@x.example,omar@x.example", "lina@x.example"),
        ("lina@x.example.", "lina@x.example"),
        ("'lina@x.example'", "lina@x.example"),
        ("nobody", "nobody"),
    ],
)
def test_the_first_address_of_a_cell_is_taken(text, email):
    assert first_email(text).removeprefix("mailto:") == email


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+971 50 123 4567", "+971 50 123 4567"),
        ("p:+971501234567", "+971501234567"),
        ("050 123 4567; 04 123 4567", "050 123 4567"),
        ("050-1234567 / 04-1234567", "050-1234567"),
        ("0501234567 ::: 041234567", "0501234567"),
        ("9.71501234567E+11", "971501234567"),
        ("971501234567.0", "971501234567"),
        ("(050) 123-4567 ext. 12", "(050) 123-4567 ext. 12"),
        ("call me", "call me"),
    ],
)
def test_the_first_number_of_a_cell_is_taken(text, phone):
    assert first_phone(text) == phone


@pytest.mark.parametrize("text", ["9.715E+11", "9,715E+11", "1E+12"])
def test_a_number_that_lost_its_digits_is_not_taken_for_one(text):
    with pytest.raises(Shortened):
        first_phone(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("l:8812", "8812"),
        ("8812.0", "8812"),
        ("00Q8d", "00Q8d"),
        ("a.b.0", "a.b.0"),
        ("x:y z", "y z"),
    ],
)
def test_an_id_is_taken_without_what_marks_it(text, kept):
    assert bare_id(text) == kept


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mansour, Lina", "Lina Mansour"),
        ("Lina  Mansour", "Lina Mansour"),
        ("Nakheel Trading, LLC", "Nakheel Trading, LLC"),
        ("Smith, John, Jr.", "Smith, John, Jr."),
        (", Lina", ", Lina"),
    ],
)
def test_a_name_written_last_name_first_is_turned(text, name):
    assert plain_name(text) == name
