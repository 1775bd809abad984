"""One spelling per phone number, so that the same number typed twice is found. Pure: no Django."""

import re
import unicodedata

import phonenumbers

KEY_MAX_LENGTH = 20
_LEAST_DIGITS = 5
# A subscriber number of one digit repeated is what people type when they have none.
_PLACEHOLDER_TAIL = 7
_COUNTING = {"1234567", "12345678", "123456789", "1234567890", "0123456789"}
_FORMATTING = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def phone_key(text: str, country: str = "") -> str:
    """Return the key under which the number in ``text`` is compared, "" when there is none.

    ``country`` (two letters) tells how a number without a country code is read. The key is E.164
    without its plus sign, with "x" and the extension after it; a number that cannot be parsed is
    its digits as typed, so that equal typing still matches. Placeholders such as 0500000000 have
    no key: the people who typed them are not one person.
    """
    plain = western(text)
    digits = re.sub(r"\D", "", plain)
    if len(digits) < _LEAST_DIGITS or is_placeholder(digits):
        return ""
    return (_parsed(plain, country) or digits)[:KEY_MAX_LENGTH]


def national_digits(text: str) -> str:
    """Return the digits of ``text`` that every spelling of the number shares.

    That is without the country code, where one is written, and without the zeros before the
    number: "+966 50 123 4567", "00966501234567" and "050 123 4567" all give "501234567".
    """
    plain = western(text).strip()
    digits = re.sub(r"\D", "", plain)
    is_abroad = plain.lstrip("(").startswith("+") or re.match(r"00[1-9]", digits) is not None
    if is_abroad:
        try:
            number = phonenumbers.parse("+" + digits.lstrip("0"))
        except phonenumbers.NumberParseException:
            return digits.lstrip("0") or digits
        return str(number.national_number)
    return digits.lstrip("0") or digits


def western(text: str) -> str:
    """Return ``text`` with digits of any script as 0-9, without invisible marks of direction."""
    if text.isascii():
        return text
    visible = _FORMATTING.sub("", text)
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in visible)


def is_placeholder(digits: str) -> bool:
    """Return whether ``digits`` stand for "I have none": 0500000000, 1111111, 123456789."""
    tail = digits[-_PLACEHOLDER_TAIL:]
    return len(set(tail)) == 1 or digits in _COUNTING


def _parsed(text: str, country: str) -> str:
    stripped = text.strip()
    if re.match(r"00[1-9]", stripped):
        # Written with a dialling prefix, wherever the writer sat.
        stripped = "+" + stripped[2:]
    try:
        number = phonenumbers.parse(stripped, country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")
    return f"{whole}x{number.extension}" if number.extension else whole
