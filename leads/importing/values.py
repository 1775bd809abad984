"""Reads single values as people write them: numbers, dates, yes and no. Pure."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from leads.phones import western

_NOON = time(12)
_EARLIEST_YEAR = 1970
_YES = {"1", "true", "yes", "y", "x", "oui", "si", "sí", "ja", "نعم", "صح"}
_NO = {"", "0", "false", "no", "n", "non", "nein", "لا", "خطا", "خطأ"}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMERIC_DATE = re.compile(
    r"(?P<a>\d{1,4})[/.-](?P<b>\d{1,2})[/.-](?P<c>\d{1,4})(?:[ T,]+(?P<rest>\d.*))?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp])?\.?[Mm]?\.?")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
_SIZE = re.compile(r"[~<>≈]?\s*(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:\.0+)?(?!\d)(.*)", re.DOTALL)
_SIZE_TAIL = re.compile(
    r"\s*\+?\s*(?:(?:-|–|—|to|à|إلى|الى)\s*\d[\d.,\s]*)?\+?(?:(?<=[\s+])[^\W\d]+\.?|\s[^\W\d]+\.?)?\s*"
)
_HALF_DAY = 12
_MONTHS = 12
_YEAR_DIGITS = 4
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


def as_instant(text: str, *, zone: ZoneInfo, day_first: bool) -> datetime:
    """Return the instant in ``text``: a date alone is noon in ``zone``; else ``ValueError``.

    ISO dates are read as they are, "03/04/2026" by ``day_first``.
    """
    _check_length(text)
    plain = western(text).strip()
    moment = _iso(plain, zone) or _numeric(plain, zone, day_first=day_first) or _named(plain, zone)
    if moment is None or moment.year < _EARLIEST_YEAR:
        raise ValueError(text)
    return moment.astimezone(UTC)


def is_ahead(moment: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether ``moment`` lies on a later day of ``zone`` than ``now``.

    Dates are read as noon, so a moment of today may lie ahead of now.
    """
    return moment.astimezone(zone).date() > now.astimezone(zone).date()


def is_day_first(samples: list[str]) -> bool:
    """Return whether dates such as 03/04/2026 in ``samples`` begin with the day; in doubt yes."""
    for text in samples:
        found = _NUMERIC_DATE.fullmatch(western(text[:VALUE_MAX_LENGTH]).strip())
        if found and len(found["a"]) < _YEAR_DIGITS:
            if int(found["a"]) > _MONTHS:
                return True
            if int(found["b"]) > _MONTHS:
                return False
    return True


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    if not _ISO.match(text):
        return None
    try:
        if len(text) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(text), _NOON, zone)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _numeric(text: str, zone: ZoneInfo, *, day_first: bool) -> datetime | None:
    found = _NUMERIC_DATE.fullmatch(text)
    if found is None:
        return None
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) == _YEAR_DIGITS:
        year, month, day = a, b, c
    elif len(found["c"]) == _YEAR_DIGITS:
        year, month, day = (c, b, a) if day_first else (c, a, b)
    else:
        return None
    clock = _clock(found["rest"])
    try:
        return datetime.combine(date(year, month, day), clock, zone) if clock else None
    except ValueError:
        return None


def _named(text: str, zone: ZoneInfo) -> datetime | None:
    for pattern in _NAMED:
        try:
            found = datetime.strptime(text, pattern).replace(tzinfo=zone)
        except ValueError:
            continue
        return found.replace(hour=_NOON.hour)
    return None


def _clock(text: str | None) -> time | None:
    """Return the time of day in ``text``, noon for none at all, None for what is not a time."""
    if not text:
        return _NOON
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % _HALF_DAY + (_HALF_DAY if found[4] in "Pp" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
