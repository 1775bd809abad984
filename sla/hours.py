"""What a working calendar says, read and checked once: zone, week, holidays, overrides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sla.calendar_errors import BadDate, BadShape, NoOpenTime, UnknownWeekday, UnknownZone
from sla.ledger import LedgerDay, Reason
from sla.opentable import day_windows, midnight_micros
from sla.windows import DAYS, Spans, WrittenWindows, read_windows, write_windows

Week = Mapping[str, WrittenWindows | None]
Holidays = Iterable[date] | Mapping[date, str]
Overrides = Mapping[date, WrittenWindows | None]


@dataclass(frozen=True, slots=True)
class Hours:
    """The windows of every local date. Dates are in order, so that equal hours compare equal."""

    zone: ZoneInfo
    week: tuple[Spans, ...]  # Monday first
    holidays: dict[date, str]  # date -> name, empty where it has none
    overrides: dict[date, Spans]

    @classmethod
    def read(
        cls, tz: str, week: Week, holidays: Holidays | None, overrides: Overrides | None
    ) -> Self:
        """Return the hours as written. Raises each kind of CalendarError that is about writing."""
        hours = cls(_zone(tz), _week(week), _holidays(holidays or ()), _overrides(overrides or {}))
        if not any(hours.week) and not any(hours.overrides.values()):
            raise NoOpenTime
        return hours

    def to_json(self) -> dict[str, Any]:
        """Return all of it in JSON's types."""
        week = zip(DAYS, self.week, strict=True)
        return {
            "tz": self.zone.key,
            "week": {day: _lists(spans) for day, spans in week if spans},
            "holidays": {on.isoformat(): name for on, name in self.holidays.items()},
            "overrides": {on.isoformat(): _lists(spans) for on, spans in self.overrides.items()},
        }

    def key(self) -> tuple[object, ...]:
        """Return a hashable value, equal for equal hours."""
        dates = tuple(self.holidays.items()), tuple(self.overrides.items())
        return self.zone.key, self.week, *dates

    def spans_on(self, on: date) -> Spans:
        """Return a date's windows: its override, else none on a holiday, else its weekday's."""
        spans = self.overrides.get(on)
        if spans is not None:
            return spans
        return () if on in self.holidays else self.week[on.weekday()]

    def ledger_day(self, on: date) -> LedgerDay:
        """Return what the ledger must know of a date."""
        spans = self.spans_on(on)
        is_overridden = on in self.overrides
        if is_overridden:
            closed = Reason.OUTSIDE_OVERRIDE if spans else Reason.OVERRIDE_CLOSED
        elif on in self.holidays:
            closed = Reason.HOLIDAY
        else:
            closed = Reason.OUTSIDE_HOURS if spans else Reason.CLOSED_DAY
        return LedgerDay(
            local_date=on,
            midnight=midnight_micros(on, self.zone),
            windows=day_windows(on, spans, self.zone),
            reason_open=Reason.OVERRIDE if is_overridden else Reason.OPEN,
            reason_closed=closed,
            name=self.holidays.get(on, ""),
        )


def read_json(written: Any) -> dict[str, Any]:  # noqa: ANN401 - unchecked input
    """Return the arguments of `Hours.read` from what `to_json` wrote. Raises BadShape, BadDate."""
    parts = {"tz", "week", "holidays", "overrides"}
    if not isinstance(written, Mapping) or not {"tz", "week"} <= set(written) <= parts:
        raise BadShape(part="calendar", wanted=f"an object of {sorted(parts)}", value=written)
    holidays = written.get("holidays", {})
    overrides = _mapping(written.get("overrides", {}), part="overrides")
    if isinstance(holidays, Mapping):
        holidays = {_written_date(on): name for on, name in holidays.items()}
    else:
        holidays = [_written_date(on) for on in _iterable(holidays, part="holidays")]
    return {
        "tz": written["tz"],
        "week": written["week"],
        "holidays": holidays,
        "overrides": {_written_date(on): windows for on, windows in overrides.items()},
    }


def _zone(tz: object) -> ZoneInfo:
    """Return a zone by its name. Raises UnknownZone."""
    if not isinstance(tz, str) or not tz:
        raise UnknownZone(tz=tz)
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, such as "Europe"
        raise UnknownZone(tz=tz) from None


def _week(written: Week) -> tuple[Spans, ...]:
    """Return the windows of each weekday. Raises BadShape, UnknownWeekday, and as windows do."""
    for day in _mapping(written, part="week"):
        if day not in DAYS:
            raise UnknownWeekday(day=day)
    return tuple(read_windows(written.get(day), day=day) for day in DAYS)


def _holidays(written: Holidays) -> dict[date, str]:
    """Return names by date, in order. Raises BadShape and BadDate."""
    if isinstance(written, Mapping):
        named = dict(written)
    else:
        named = dict.fromkeys(_iterable(written, part="holidays"), "")
    for on, name in named.items():
        _check_date(on)
        if not isinstance(name, str):
            raise BadShape(part=f"the name of {on}", wanted="text", value=name)
    return dict(sorted(named.items()))


def _overrides(written: Overrides) -> dict[date, Spans]:
    """Return windows by date, in order. Raises BadShape, BadDate, and as windows do."""
    for on in _mapping(written, part="overrides"):
        _check_date(on)
    return {on: read_windows(written[on], day=on.isoformat()) for on in sorted(written)}


def _check_date(on: object) -> None:
    """Raise BadDate unless `on` is a date; a datetime would never equal one."""
    if not isinstance(on, date) or isinstance(on, datetime):
        raise BadDate(value=on)


def _written_date(written: object) -> date:
    """Return an ISO date. Raises BadDate."""
    try:
        return date.fromisoformat(written)  # type: ignore[arg-type]  # the error says the rest
    except (TypeError, ValueError):
        raise BadDate(value=written) from None


def _mapping(value: Any, *, part: str) -> Mapping[Any, Any]:  # noqa: ANN401 - unchecked input
    """Return a mapping as it is. Raises BadShape for anything else."""
    if not isinstance(value, Mapping):
        raise BadShape(part=part, wanted="a mapping", value=value)
    return value


def _iterable(value: Any, *, part: str) -> Iterable[Any]:  # noqa: ANN401 - unchecked input
    """Return an iterable as it is. Raises BadShape for anything else, text included."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadShape(part=part, wanted="dates", value=value)
    return value


def _lists(spans: Spans) -> list[list[str]]:
    """Return windows as JSON has them."""
    return [list(window) for window in write_windows(spans)]
