"""Reads single values as people write them: amounts, sizes, yes and no. Pure."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from leads.phones import western

_YES = {
    *("1", "true", "yes", "y", "x", "t", "on", "checked", "oui", "vrai", "si", "sí", "sim"),
    *(
        "ja",
        "wahr",
        "evet",
        "doğru",
        "verdadero",
        "verdadeiro",
        "vero",
        "نعم",
        "صح",
        "صحيح",
        "✓",
        "☑",
    ),
}
_NO = {
    *("", "0", "false", "no", "n", "f", "off", "unchecked", "non", "faux", "não", "nao", "nein"),
    *("falsch", "hayır", "falso", "لا", "خطا", "خطأ", "كلا", "✗", "☐"),
}
_SIZE = re.compile(r"[~<>≈]?\s*(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:\.0+)?(?!\d)(.*)", re.DOTALL)
_SIZE_TAIL = re.compile(
    r"\s*\+?\s*(?:(?:-|–|—|to|à|إلى|الى)\s*\d[\d.,\s]*)?\+?(?:(?<=[\s+])[^\W\d]+\.?|\s[^\W\d]+\.?)?\s*"
)
_GROUP_DIGITS = 3
# No number, date or flag is longer; longer texts are not worth a search.
VALUE_MAX_LENGTH = 60
# "SAR", "euros": what may stand beside an amount.
_UNIT_MAX_LENGTH = 6


def as_number(text: str, *, comma_is_decimal: bool) -> Decimal:
    """Return the amount in ``text``: "1.234,56 €", "SAR 1,234.56", "١٬٢٣٤٫٥٦".

    ``comma_is_decimal`` decides what a lone separator means. ``ValueError`` where it is none.
    """
    _check_length(text)
    plain = western(text).replace("٬", "").replace("٫", ".").replace("\u2212", "-")
    found = re.fullmatch(r"[^\d+-]*([+-]?[\d.,'’\s\u00a0\u202f]*\d)[^\d]*", plain)
    if found is None or len(re.sub(r"[\d.,'’\s+-]", "", plain)) > _UNIT_MAX_LENGTH:
        raise ValueError(text)
    digits = re.sub(r"['’\s\u00a0\u202f]", "", found.group(1))
    mark = _decimal_mark(digits, comma_is_decimal=comma_is_decimal)
    for separator in {",", "."} - {mark}:
        digits = digits.replace(separator, "")
    try:
        return Decimal(digits.replace(mark, ".") if mark else digits)
    except InvalidOperation as error:
        raise ValueError(text) from error


def _check_length(text: str) -> None:
    if len(text) > VALUE_MAX_LENGTH:
        raise ValueError(text)


def _decimal_mark(digits: str, *, comma_is_decimal: bool) -> str:
    """Return which separator is the decimal one, "" for none."""
    if "," in digits and "." in digits:
        return max(",.", key=digits.rfind)
    for separator in ",.":
        if digits.count(separator) > 1:
            return ""
        if separator in digits and len(digits.rpartition(separator)[2]) != _GROUP_DIGITS:
            return separator
    if "," in digits:
        return "," if comma_is_decimal else ""
    return "" if comma_is_decimal else "."


def as_size(text: str) -> int:
    """Return a number of people: "1,000+", "51-200" (its lower end); ``ValueError`` for none."""
    _check_length(text)
    found = _SIZE.fullmatch(western(text).strip())
    if found is None or not _SIZE_TAIL.fullmatch(found.group(2)):
        raise ValueError(text)
    return int(re.sub(r"\D", "", found.group(1)))


def as_flag(text: str) -> bool:
    """Return yes or no; ``ValueError`` for anything else."""
    _check_length(text)
    word = text.strip().lower()
    if word in _YES or western(word) in _YES:
        return True
    if word in _NO or western(word) in _NO:
        return False
    raise ValueError(text)


def is_ahead(moment: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether ``moment`` lies on a later day of ``zone`` than ``now``.

    Dates are read as noon, so a moment of today may lie ahead of now.
    """
    return moment.astimezone(zone).date() > now.astimezone(zone).date()
