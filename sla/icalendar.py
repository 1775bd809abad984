"""Holidays in iCalendar files (RFC 5545): whole days and ranges of days. Pure; no Django.

A calendar's holidays are local dates, so an event with a time of day is none, and one that repeats
says no dates. Such events are left out and named, never guessed at.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

LONGEST_DAYS = 366
NAME_LENGTH = 80
_LINE_OCTETS = 75
_DATE_LENGTH = 8


class NotACalendar(ValueError):
    """The text is no iCalendar file."""


class Reason(StrEnum):
    """Why an event is left out."""

    TIMED = "timed"
    REPEATS = "repeats"
    NO_DATE = "no_date"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class LeftOut:
    """An event that is no holiday, by its name."""

    name: str
    reason: Reason


@dataclass(frozen=True)
class Found:
    """The holidays of a file as ISO date -> name, and the events that were left out."""

    holidays: dict[str, str]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class _Property:
    """One line of an event: its name, its parameters in upper case, its value."""

    name: str
    parameters: str
    value: str


def read(text: str) -> Found:
    """Return the holidays in ``text``. Raises ``NotACalendar``.

    Two events on one day are one holiday with both names. Cancelled events are passed over.
    """
    lines = list(_unfolded(text))
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise NotACalendar
    names: dict[str, list[str]] = {}
    left_out: list[LeftOut] = []
    for event in _events(lines):
        if event.get("STATUS", _EMPTY).value.upper() == "CANCELLED":
            continue
        name = _plain(event.get("SUMMARY", _EMPTY).value)
        days = _days(event)
        if isinstance(days, Reason):
            left_out.append(LeftOut(name, days))
            continue
        for day in days:
            standing = names.setdefault(day.isoformat(), [])
            if name not in standing:
                standing.append(name)
    found = {day: ", ".join(filter(None, names[day]))[:NAME_LENGTH] for day in sorted(names)}
    return Found(found, left_out)


def write(holidays: Mapping[str, str], *, name: str, uid: str, at: datetime) -> str:
    """Return ``holidays`` (ISO date -> name) as a file; days in a row with one name are one event.

    ``name`` is the calendar's, ``uid`` makes its events' ids unique, ``at`` is when it was changed.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mithaq//Work calendar//EN"]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    for first, last, title in _ranges(holidays):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{first:%Y%m%d}-{uid}@mithaq",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(title)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


_EMPTY = _Property("", "", "")


def _unfolded(text: str) -> Iterator[str]:
    """Return the lines, those that begin with a space joined to the one before."""
    held: str | None = None
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line[:1] in {" ", "\t"} and held is not None:
            held += line[1:]
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _events(lines: Iterable[str]) -> Iterator[dict[str, _Property]]:
    """Return the properties of each event; those of what lies within one are not its own."""
    within: list[str] = []
    event: dict[str, _Property] = {}
    for line in lines:
        found = _property(line)
        if found.name == "BEGIN":
            within.append(found.value.strip().upper())
            if within[-1] == "VEVENT":
                event = {}
        elif found.name == "END":
            if within and within.pop() == "VEVENT":
                yield event
        elif within and within[-1] == "VEVENT":
            event.setdefault(found.name, found)


def _property(line: str) -> _Property:
    """Return a line in its parts; a colon within quotes belongs to a parameter."""
    is_quoted = False
    for place, letter in enumerate(line):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == ":" and not is_quoted:
            name, _semicolon, parameters = line[:place].partition(";")
            return _Property(name.strip().upper(), parameters.upper(), line[place + 1 :])
    return _Property("", "", line)


def _days(event: Mapping[str, _Property]) -> list[date] | Reason:
    """Return the days of an event, or why it is none of days."""
    if "RRULE" in event or "RDATE" in event:
        return Reason.REPEATS
    first = _date(event.get("DTSTART", _EMPTY).value)
    if isinstance(first, Reason):
        return first
    after: date | Reason = first + timedelta(days=1)
    if "DTEND" in event:
        after = _date(event["DTEND"].value)
    elif "DURATION" in event:
        after = _lasting(first, event["DURATION"].value)
    if isinstance(after, Reason):
        return after
    length = (after - first).days or 1  # some programs write a single day that ends as it begins
    if length < 0:
        return Reason.BACKWARDS
    if length > LONGEST_DAYS:
        return Reason.TOO_LONG
    return [first + timedelta(days=ahead) for ahead in range(length)]


def _date(value: str) -> date | Reason:
    digits = value.strip()
    if "T" in digits.upper():
        return Reason.TIMED
    try:
        if len(digits) != _DATE_LENGTH or not digits.isascii():
            return Reason.NO_DATE
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return Reason.NO_DATE


def _lasting(first: date, value: str) -> date | Reason:
    """Return the day after ``P3D`` or ``P1W``."""
    text = value.strip().upper().removeprefix("+").removeprefix("P")
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdecimal()) or unit not in {"D", "W"}:
        return Reason.TIMED
    days = int(number) * (7 if unit == "W" else 1)
    return Reason.TOO_LONG if days > LONGEST_DAYS else first + timedelta(days=days)


def _ranges(holidays: Mapping[str, str]) -> list[tuple[date, date, str]]:
    rows: list[tuple[date, date, str]] = []
    for day, name in sorted((date.fromisoformat(day), name) for day, name in holidays.items()):
        if rows and rows[-1][2] == name and rows[-1][1] + timedelta(days=1) == day:
            rows[-1] = (rows[-1][0], day, name)
        else:
            rows.append((day, day, name))
    return rows


def _plain(value: str) -> str:
    """Return a text without its escapes, in one line."""
    found: list[str] = []
    letters = iter(value)
    for letter in letters:
        if letter != "\\":
            found.append(letter)
            continue
        escaped = next(letters, "")
        found.append(" " if escaped in {"n", "N"} else escaped)
    return " ".join("".join(found).split())[:NAME_LENGTH]


def _escaped(text: str) -> str:
    for letter in ("\\", ";", ","):
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Return ``line`` in parts of at most 75 octets, cut between letters."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LINE_OCTETS:
            yield part
            part, size = " ", 1
        part += letter
        size += octets
    yield part
