"""The form of a work calendar: week, holidays, and days with hours of their own."""

import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kit.row_forms import BaseRows, rows_of
from sla import icalendar
from sla.calendar_errors import CalendarError
from sla.calendar_words import DAY_NAMES, explain, week_days
from sla.calendars import MAX_DATES, CalendarText
from sla.public_holidays import countries, public_holidays
from sla.windows import DAYS, parse_windows

HOLIDAYS, OVERRIDES = "holidays", "overrides"
MAX_ROWS = 120
LONGEST_RANGE_DAYS = 366
LARGEST_FILE = 1_000_000
Windows = tuple[tuple[str, str], ...]


class CalendarForm(forms.Form):
    """Name, time zone and the hours of each weekday."""

    name = forms.CharField(label=_("Name"), max_length=80)
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Such as Asia/Riyadh. Changes to summer time are followed."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a field for each weekday, in the order of the person's week."""
        super().__init__(*args, **kwargs)
        for day in week_days():
            self.fields[day] = HoursField(label=DAY_NAMES[day])

    @property
    def week(self) -> list[forms.BoundField]:
        """Return the fields of the weekdays."""
        return [self[day] for day in week_days()]

    def text(self, holidays: "BaseRows", overrides: "BaseRows") -> CalendarText:
        """Return what was typed; everything must be valid."""
        week = {day: self.cleaned_data[day] for day in DAYS if self.cleaned_data[day]}
        return CalendarText(
            time_zone=self.cleaned_data["time_zone"].strip(),
            week=week,
            holidays={on: row["name"] for on, row in _dates(holidays)},
            overrides={on: row["hours"] for on, row in _dates(overrides)},
        )


class HoursField(forms.CharField):
    """Hours of a day as people type them, read into windows; empty text is a closed day."""

    def __init__(self, **kwargs: Any) -> None:
        """Take what a text field takes."""
        # An example as the placeholder would make a closed day look open.
        widget = forms.TextInput(
            attrs={"placeholder": _("Closed"), "autocomplete": "off", "dir": "ltr"}
        )
        super().__init__(required=False, max_length=400, widget=widget, **kwargs)

    def clean(self, value: Any) -> Windows:  # noqa: ANN401 - a form field's own signature
        """Return the windows; what cannot be read is said beside the field."""
        try:
            return parse_windows(super().clean(value))
        except CalendarError as error:
            raise forms.ValidationError(explain(error)) from error


class _RangeForm(forms.Form):
    """A first and a last date."""

    first = forms.DateField(label=_("From"), required=False)
    last = forms.DateField(label=_("To"), required=False, help_text=_("Empty: that one day."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the browser pick dates, whatever the language's own way to write them."""
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            field = self.fields[name]
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            field.input_formats = ["%Y-%m-%d"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse ranges that run backwards or for years."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first is None and not self.errors and not data.get("DELETE"):
            self.add_error("first", _("Give the first day."))
        if first and last and not 0 <= (last - first).days <= LONGEST_RANGE_DAYS:
            self.add_error("last", _("The last day comes after the first, within a year."))
        return data


class HolidayForm(_RangeForm):
    """Closed days, with what they are called."""

    name = forms.CharField(label=_("Holiday"), max_length=80, required=False)


class OverrideForm(_RangeForm):
    """Days with hours of their own; no hours: closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the hours behind the dates."""
        super().__init__(*args, **kwargs)
        self.fields["hours"] = HoursField(
            label=_("Hours on these days"), help_text=_("Such as 10:00-15:00. Empty: closed.")
        )


HolidayRows = rows_of(HolidayForm, most=MAX_ROWS)
OverrideRows = rows_of(OverrideForm, most=MAX_ROWS)


def check_dates(rows: BaseRows) -> bool:
    """Return whether no date stands in two rows; the second row gets the error."""
    seen: set[str] = set()
    for form in rows.filled_forms():
        days = set(_days(form.cleaned_data))
        if days & seen:
            form.add_error("first", _("This day stands in another row already."))
        seen |= days
    if len(seen) > MAX_DATES:
        rows.filled_forms()[-1].add_error("first", _("Too many days: keep to the next two years."))
    return not any(form.errors for form in rows.filled_forms())


def first_rows(values: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the rows of a form for dates with values: days in a row with one value as a range."""
    rows: list[dict[str, Any]] = []
    for on, value in sorted((date.fromisoformat(day), value) for day, value in values.items()):
        last = rows[-1] if rows else None
        if last and last[field] == value and _end(last) + timedelta(days=1) == on:
            last["last"] = on
        else:
            rows.append({"first": on, "last": None, field: value})
    return rows


def as_typed(windows: Iterable[Iterable[str]]) -> str:
    """Return windows as people type them."""
    return ", ".join("-".join(window) for window in windows)


def zones() -> list[str]:
    """Return the names of time zones that are offered while one types."""
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")


def _dates(rows: BaseRows) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in rows.filled():
        for day in _days(row):
            yield day, row


def _days(row: dict[str, Any]) -> Iterator[str]:
    first: date = row["first"]
    last: date = row.get("last") or first
    for day in range((last - first).days + 1):
        yield (first + timedelta(days=day)).isoformat()


def _end(row: dict[str, Any]) -> date:
    end: date = row["last"] or row["first"]
    return end


class PrefillForm(forms.Form):
    """Whose public holidays are to be filled in, and of which years."""

    country = forms.ChoiceField(label=_("Country"), choices=lambda: [(c, c) for c in countries()])
    subdivision = forms.CharField(
        label=_("Region"),
        max_length=40,
        required=False,
        help_text=_("Such as BY for Bavaria. Empty: the whole country's."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    first_year = forms.IntegerField(label=_("From year"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("To year"), min_value=2000, max_value=2100)

    def holidays(self) -> dict[str, str]:
        """Return the holidays asked for as ISO date -> name; the form must be valid.

        Raises ``BadInput`` naming the field.
        """
        data = self.cleaned_data
        return public_holidays(
            country=data["country"],
            subdivision=data["subdivision"].strip(),
            years=range(data["first_year"], data["last_year"] + 1),
        )


class HolidayFileForm(forms.Form):
    """An iCalendar file whose whole days become holidays."""

    file = forms.FileField(
        label=_("iCalendar file (.ics)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file: ``found`` is what stands in it."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        if file is None:
            if "file" not in self.errors:
                self.add_error("file", _("Choose a file first."))
        elif file.size > LARGEST_FILE:
            self.add_error("file", _("This file is larger than 1 MB."))
        else:
            try:
                data["found"] = icalendar.read(file.read().decode("utf-8-sig"))
            except (UnicodeDecodeError, icalendar.NotACalendar):
                self.add_error("file", _("This is no iCalendar file."))
        return data


def with_holidays(data: QueryDict, dates: Mapping[str, str]) -> QueryDict:
    """Return what was typed with ``dates`` in further rows; days typed already are left out."""
    more = data.copy()
    size = data.get(f"{HOLIDAYS}-TOTAL_FORMS", "0")
    total = int(size) if size.isdecimal() and len(size) < 4 else 0  # noqa: PLR2004
    typed = [_typed_row(data, number) for number in range(total)]
    taken = {day for row in typed for day in _days_typed(row)}
    free = [number for number, row in enumerate(typed) if not any(row)]
    begun = data.get(f"{HOLIDAYS}-INITIAL_FORMS", "0")
    free = [number for number in free if not begun.isdecimal() or number >= int(begun)]
    new = {day: name for day, name in dates.items() if day not in taken}
    for row in first_rows(new, "name"):
        number = free.pop(0) if free else total
        total = max(total, number + 1)
        for name, value in row.items():
            more[f"{HOLIDAYS}-{number}-{name}"] = "" if value is None else str(value)
    more[f"{HOLIDAYS}-TOTAL_FORMS"] = str(total)
    return more


def _typed_row(data: QueryDict, number: int) -> tuple[str, ...]:
    return tuple(
        data.get(f"{HOLIDAYS}-{number}-{name}", "").strip() for name in ("first", "last", "name")
    )


def _days_typed(row: tuple[str, ...]) -> Iterator[str]:
    """Return the days of a row that is not judged yet."""
    try:
        first = date.fromisoformat(row[0])
        last = date.fromisoformat(row[1]) if row[1] else first
    except ValueError:
        return
    if 0 <= (last - first).days <= LONGEST_RANGE_DAYS:
        yield from _days({"first": first, "last": last})
