"""Reads dates as people and systems write them, in nine languages. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from leads.phones import western

# A date alone is noon: whatever the zone of its reader, it is that day.
NOON = time(12)
LONGEST = 60
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2199
# Two digits of a year are of this century up to here, as spreadsheets have it.
_CENTURY_TURNS = 69
_MONTHS_OF_YEAR = 12
_HALF_DAY = 12
_YEAR_DIGITS = 4
# Days since 1899-12-30, as spreadsheets count them: 1982 to 2119.
_SERIAL = re.compile(r"([3-7]\d{4})(?:[.,](\d{1,10}))?")
_SERIAL_ZERO = date(1899, 12, 30)
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_EPOCH_SECONDS_DIGITS = 10
_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})\s*[/.\-]\s*(?P<b>\d{1,2})\s*[/.\-]\s*(?P<c>\d{1,4})\.?(?:[\sT,]+(?P<rest>.+))?"
)
_COMPACT = re.compile(r"(?P<a>(?:19|20)\d\d)(?P<b>\d\d)(?P<c>\d\d)")
_DAY_FIRST_NAME = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s\-/]*(?:de\s+|of\s+)?(?P<month>[^\W\d_]+)\.?"
    r"[\s,\-/]*(?:de\s+|del\s+)?(?P<year>\d{4}|\d{2})(?:[\s,T]+(?P<rest>(?:at |à |um )?\d.*))?"
)
_MONTH_FIRST_NAME = re.compile(
    r"(?P<month>[^\W\d_]+)\.?[\s\-/]+(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,\-/]+(?P<year>\d{4})"
    r"(?:[\s,T]+(?P<rest>\d.*))?"
)
_YEAR_FIRST_NAME = re.compile(
    r"(?P<year>\d{4})[\s\-/]+(?P<month>[^\W\d_]+)\.?[\s\-/]+(?P<day>\d{1,2})"
)
# A weekday in front says nothing that the date does not.
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?\s*[,،]\s*(?=\S)")
_CLOCK = re.compile(
    r"(?:at\s+|à\s+|um\s+)?(?P<hour>\d{1,2})\s*[:.h]\s*(?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:[.,]\d+)?\s*(?P<half>[AaPp]\.?\s?[Mm]\.?|ص|م|صباحًا|صباحا|مساءً|مساء)?\s*(?:Uhr)?\s*(?P<zone>.*)",
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*(?P<sign>[+\-\u2212])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_UTC = {"z", "utc", "gmt"}
_NAMES = (
    "january jan januar janvier janv enero ene janeiro gennaio gen ocak يناير كانون جانفي",
    "february feb februar février fevrier févr febrero fevereiro fev febbraio şubat فبراير شباط",
    "march mar märz marz mrz mars marzo março marco mart مارس آذار اذار",
    "april apr avril avr abril abr aprile nisan ابريل أبريل إبريل نيسان أفريل",
    "may mai mayo maio maggio mag mayıs mayis مايو أيار ايار ماي",
    "june jun juni juin junio junho giugno giu haziran يونيو حزيران جوان",
    "july jul juli juillet juil julio julho luglio lug temmuz يوليو تموز جويلية",
    "august aug août aout agosto ago ağustos agustos أغسطس اغسطس آب اب أوت",
    "september sep sept septembre septiembre setembro settembre set eylül eylul سبتمبر أيلول ايلول",
    "october oct oktober okt octobre octubre outubro out ottobre ott ekim أكتوبر اكتوبر",
    "november nov novembre noviembre novembro kasım kasim نوفمبر",
    "december dec dezember dez décembre decembre déc diciembre dic dezembro dicembre aralık ديسمبر",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}


def as_instant(text: str, *, zone: ZoneInfo, day_first: bool) -> datetime:
    """Return the instant in ``text``, in UTC: a date alone is noon in ``zone``.

    "2026-04-03", "03/04/2026" by ``day_first``, "3 avril 2026", "Apr 3, 2026 9:05 PM",
    "2026-04-03T09:05:00+0300", a spreadsheet's day number, seconds of Unix. ``ValueError`` for
    anything else, and for years before 1970.
    """
    if len(text) > LONGEST:
        raise ValueError(text)
    plain = " ".join(western(text).split())
    if _ISO_TIME.match(plain):
        # Most of all files; eight times as fast.
        try:
            found = datetime.fromisoformat(plain)
        except ValueError:
            pass
        else:
            return _checked(found if found.tzinfo else found.replace(tzinfo=zone), text)
    moment = _of_figures(plain, zone) or _of_words(plain, zone, day_first=day_first)
    return _checked(moment, text)


def _checked(moment: datetime | None, text: str) -> datetime:
    if moment is None or not _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR:
        raise ValueError(text)
    return moment.astimezone(UTC)


def order_of_dates(samples: list[str]) -> bool | None:
    """Return whether dates such as 03/04/2026 in ``samples`` begin with the day.

    None where they could be read either way; True where none is written like that.
    """
    pairs = [pair for pair in map(_two_numbers, samples) if pair is not None]
    if any(first > _MONTHS_OF_YEAR for first, _second in pairs):
        return True
    if any(second > _MONTHS_OF_YEAR for _first, second in pairs):
        return False
    return None if doubtful(samples) else True


def doubtful(samples: list[str]) -> str:
    """Return a date of ``samples`` that could be read either way; "" where none or others tell."""
    found = ""
    for text in samples:
        pair = _two_numbers(text)
        if pair is None:
            continue
        if max(pair) > _MONTHS_OF_YEAR:
            return ""
        if pair[0] != pair[1]:
            found = found or text
    return found


def _two_numbers(text: str) -> tuple[int, int] | None:
    """Return the numbers of day and month in the order in which they are written, else None."""
    found = _NUMERIC.fullmatch(" ".join(western(text[:LONGEST]).split()))
    if found is None or len(found["a"]) == _YEAR_DIGITS or len(found["c"]) not in {2, 4}:
        return None
    pair = int(found["a"]), int(found["b"])
    return pair if min(pair) > 0 else None


def _of_figures(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant of a day number or of seconds since 1970."""
    found = _SERIAL.fullmatch(text)
    if found:
        day = _SERIAL_ZERO + timedelta(days=int(found[1]))
        if not found[2]:
            return datetime.combine(day, NOON, zone)
        share = float(f"0.{found[2]}")
        return datetime.combine(day, time(), zone) + timedelta(seconds=round(share * 86400))
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:_EPOCH_SECONDS_DIGITS]), UTC)
    return None


def _of_words(text: str, zone: ZoneInfo, *, day_first: bool) -> datetime | None:
    plain = _WEEKDAY.sub("", text)
    found = _NUMERIC.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        parts = _ordered(found["a"], found["b"], found["c"], day_first=day_first)
    else:
        found = (
            _DAY_FIRST_NAME.fullmatch(plain)
            or _MONTH_FIRST_NAME.fullmatch(plain)
            or _YEAR_FIRST_NAME.fullmatch(plain)
        )
        month = _MONTHS.get(found["month"].lower()) if found else None
        if found is None or month is None:
            return None
        parts = _year(found["year"]), month, int(found["day"])
    if parts is None:
        return None
    try:
        return _at(date(*parts), found.groupdict().get("rest"), zone)
    except ValueError:
        return None


def _ordered(a: str, b: str, c: str, *, day_first: bool) -> tuple[int, int, int] | None:
    """Return year, month and day of three numbers in the order in which they were written."""
    if len(a) == _YEAR_DIGITS:
        return int(a), int(b), int(c)
    if len(c) not in {2, _YEAR_DIGITS} or len(a) > len("31"):
        return None
    first, second = int(a), int(b)
    # A date that contradicts the order of the others is refused below: which of them is wrong?
    day, month = (first, second) if day_first else (second, first)
    return _year(c), month, day


def _year(text: str) -> int:
    year = int(text)
    if len(text) == _YEAR_DIGITS:
        return year
    return year + (1900 if year >= _CENTURY_TURNS else 2000)


def _at(day: date, clock: str | None, zone: ZoneInfo) -> datetime | None:
    """Return ``day`` at the time of day in ``clock``, noon for none, None for what is no time."""
    if not clock:
        return datetime.combine(day, NOON, zone)
    found = _CLOCK.fullmatch(clock.strip())
    if found is None:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = (found["half"] or "").lower()
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half[0] in "pم" else 0)
    there = _zone(found["zone"].strip(), zone)
    return None if there is None else datetime.combine(day, time(hour, minute, second), there)


def _zone(text: str, zone: ZoneInfo) -> ZoneInfo | timezone | None:
    """Return the zone that ``text`` names, ``zone`` for none; None for one that is not known."""
    if not text:
        return zone
    if text.lower() in _UTC:
        return UTC
    found = _OFFSET.fullmatch(text)
    if found is None:
        # "AST", "(Riyadh)": names that mean several zones; the company's own is the likeliest.
        return zone if re.fullmatch(r"\(?[A-Za-z/_ ]{2,30}\)?", text) else None
    sign = 1 if found["sign"] == "+" else -1
    away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return timezone(sign * away)
