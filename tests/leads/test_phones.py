import pytest

from leads.phones import national_digits, phone_key


@pytest.mark.parametrize(
    ("typed", "country", "key"),
    [
        ("050 123 4567", "SA", "966501234567"),
        ("+966 50 123 4567", "SA", "966501234567"),
        ("00966501234567", "SA", "966501234567"),
        ("٠٥٠١٢٣٤٥٦٧", "SA", "966501234567"),
        ("\u202a+966 50 123 4567\u202c", "", "966501234567"),
        ("001-515-800-0806", "US", "15158000806"),
        ("577.885.6937x46569", "US", "15778856937x46569"),
        ("+49 (0)30 123456", "SA", "4930123456"),
    ],
)
def test_one_number_has_one_key_however_it_is_typed(typed, country, key):
    assert phone_key(typed, country) == key


@pytest.mark.parametrize(
    "typed", ["", "n/a", "-", "050", "0500000000", "1111111", "123456789", "+49 170 0000000"]
)
def test_a_placeholder_has_no_key(typed):
    assert phone_key(typed, "SA") == ""


def test_a_number_that_cannot_be_parsed_keeps_its_digits():
    assert phone_key("ext. 123 456", "") == "123456"
    assert phone_key("123-456", "") == "123456"


def test_a_key_never_outgrows_its_column():
    assert len(phone_key("9" * 200 + "x12345678", "SA")) <= 20


@pytest.mark.parametrize("zeros", ["000000", "+000000", "0000000000"])
def test_zeros_alone_are_digits_too_and_not_nothing_which_stands_in_every_phone(zeros):
    assert set(national_digits(zeros)) == {"0"}
