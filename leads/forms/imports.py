"""The forms of the import wizard."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from leads.importing.columns import CAPTURED, HAPPENED, choices_of, suggest
from leads.importing.dates import as_instant, doubtful, order_of_dates
from leads.importing.files import Head
from leads.importing.guessing import guess as guess_fields
from leads.importing.runs import ImportOptions
from leads.importing.shapes import mapping_of, remembered
from leads.models import ImportKind, ImportRun

ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("utf-32", "UTF-32"),
    ("cp1256", _("Arabic (Windows-1256)")),
    ("iso-8859-6", _("Arabic (ISO 8859-6)")),
    ("mac-arabic", _("Arabic (Mac)")),
    ("cp1252", _("Western (Windows-1252)")),
    ("iso-8859-15", _("Western (ISO 8859-15)")),
    ("cp850", _("Western (DOS)")),
    ("mac-roman", _("Western (Mac)")),
    ("cp1250", _("Central European (Windows-1250)")),
    ("cp1251", _("Cyrillic (Windows-1251)")),
    ("cp1253", _("Greek (Windows-1253)")),
    ("cp1254", _("Turkish (Windows-1254)")),
    ("cp1255", _("Hebrew (Windows-1255)")),
]
DELIMITERS = [
    (",", _("Comma ,")),
    (";", _("Semicolon ;")),
    ("tab", _("Tab")),
    ("|", _("Bar |")),
]
HEADERS, A_ROW = "headers", "row"
_LAST_HEADER_LINE = 100
_SAMPLES = 3


class UploadForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=ImportKind.choices,
        initial=ImportKind.LEADS,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("CSV or Excel file"),
        allow_empty_file=True,  # the verb says it better
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv,text/plain"}),
    )

    @property
    def upload(self) -> "UploadedFile[Any]":
        """Return the uploaded file; the form must be valid."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        return upload


class ReadingForm(forms.Form):
    """How the file is read: guesses that can be changed.

    Of a workbook that is which sheet; its text needs no encoding and no delimiter.
    """

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)

    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=_("Columns are separated by"), choices=DELIMITERS)
    header_line = forms.IntegerField(
        label=_("Line of the headers"), min_value=1, max_value=_LAST_HEADER_LINE
    )

    first_line = forms.ChoiceField(
        label=_("That line holds"),
        choices=[(HEADERS, _("The headers")), (A_ROW, _("A row already"))],
    )

    # What the line of the headers was found by: read otherwise, they are looked for again.
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sheets: Sequence[str] = (), **kwargs: Any) -> None:
        """Take the names of a workbook's sheets, none for a file of text."""
        super().__init__(*args, **kwargs)
        if sheets:
            for name in ("encoding", "delimiter"):
                self.fields[name].widget = forms.HiddenInput()
            self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]

    def reading(self) -> dict[str, Any]:
        """Return what ``files.read_again`` takes; an invalid field keeps the guess."""
        self.is_valid()
        data = self.cleaned_data
        encoding, delimiter = data.get("encoding", ""), data.get("delimiter", "")
        sheet = data.get("sheet", "")
        is_shown = data.get("shown") == f"{encoding} {delimiter}{sheet}"
        return {
            "sheet": sheet,
            "encoding": encoding,
            "delimiter": "\t" if delimiter == "tab" else delimiter,
            "header_line": data.get("header_line") if is_shown else None,
            "has_header": data["first_line"] == HEADERS
            if is_shown and "first_line" in data
            else None,
        }


def reading_of(run: ImportRun, head: Head) -> ReadingForm:
    """Return the form that shows how ``run`` is read now."""
    delimiter = "tab" if run.delimiter == "\t" else run.delimiter
    return ReadingForm(
        {
            "sheet": run.sheet,
            "encoding": run.encoding,
            "delimiter": delimiter,
            "header_line": head.line,
            "first_line": HEADERS if head.has_header else A_ROW,
            "shown": f"{run.encoding} {delimiter}{run.sheet}",
        },
        sheets=run.sheets,
    )


class MappingForm(forms.Form):
    """Which column fills which field, and what holds for the whole file."""

    source = forms.CharField(label=_("Source of rows without one"), max_length=80, required=False)
    campaign = forms.CharField(
        label=_("Campaign of rows without one"), max_length=120, required=False
    )
    dates = forms.ChoiceField(
        label=_("A date such as 03/04/2026 is"),
        choices=[("day", _("3 April")), ("month", _("4 March"))],
    )
    decimals = forms.ChoiceField(
        label=_("Decimals are written"), choices=[("point", "1,234.56"), ("comma", "1.234,56")]
    )
    existing = forms.ChoiceField(
        label=_("Leads that are there already"),
        choices=[
            ("skip", _("Leave as they are")),
            ("fill", _("Fill in what is empty")),
            ("overwrite", _("Overwrite with this file")),
            ("create", _("Add once more, unless the id is the same")),
        ],
        initial="skip",
        required=False,
    )
    matches_phone = forms.BooleanField(
        label=_("The same phone makes a duplicate"), required=False, initial=True
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, head: Head, run: ImportRun, **kwargs: Any
    ) -> None:
        """Take the columns of ``head`` and guess the field of each."""
        self._names = [f"column_{index}" for index in range(len(head.header))]
        self.head = head
        self.former = None if _is_kept(run, head) else remembered(run.kind, head.header)
        if self.former:
            guess = mapping_of(self.former, len(head.header))
        else:
            guess = run.mapping if _is_kept(run, head) else _guessed(head, run.kind)
        super().__init__(data, initial=self._first_values(run, guess), **kwargs)
        choices = choices_of(run.kind)
        for index, name in enumerate(self._names):
            self.fields[name] = forms.ChoiceField(
                label=head.header[index], choices=choices, required=False
            )
        self._ask_for_dates(guess)
        if run.kind == ImportKind.OUTCOMES:
            for name in ("source", "campaign", "existing", "matches_phone"):
                del self.fields[name]

    def _ask_for_dates(self, guess: Mapping[str, str]) -> None:
        """Ask with a date of the file itself, where none of them tells which number is the day."""
        text = doubtful(self._dates(guess))
        if not text:
            return
        zone = ZoneInfo("UTC")
        both = [as_instant(text, zone=zone, day_first=is_first) for is_first in (True, False)]
        day, month = (date_format(moment, "DATE_FORMAT") for moment in both)
        field = self.fields["dates"]
        field.label = _("The date “%(text)s” is") % {"text": text}
        choices = [("", _("Choose")), ("day", day), ("month", month)]
        field.choices = choices  # type: ignore[attr-defined]
        field.error_messages["required"] = _("The file does not tell: choose how to read it.")

    def _dates(self, guess: Mapping[str, str]) -> list[str]:
        columns = [int(index) for index, field in guess.items() if field in {CAPTURED, HAPPENED}]
        return [text for index in columns for text in self.head.column(index)]

    @property
    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return each column's field with its first different values."""
        return [(self[name], _first(self.head.column(i))) for i, name in enumerate(self._names)]

    @property
    def whole_file(self) -> list[forms.BoundField]:
        """Return the fields that hold for the whole file."""
        return [self[name] for name in self.fields if name not in self._names]

    def mapping(self) -> dict[str, str]:
        """Return the chosen fields by the index of their column; the form must be valid."""
        chosen = enumerate(self.cleaned_data.get(name, "") for name in self._names)
        return {str(index): field for index, field in chosen if field}

    def options(self) -> ImportOptions:
        """Return what holds for the whole file; the form must be valid."""
        data = self.cleaned_data
        return ImportOptions(
            source=data.get("source", "").strip(),
            campaign=data.get("campaign", "").strip(),
            day_first=data["dates"] == "day",
            comma_is_decimal=data["decimals"] == "comma",
            matches_phone=data.get("matches_phone", True),
            existing=data.get("existing") or "skip",
        )

    def _first_values(self, run: ImportRun, guess: Mapping[str, str]) -> dict[str, Any]:
        options = {**self.former.options, **run.options} if self.former else run.options
        told = order_of_dates(self._dates(guess))
        day_first = options.get("day_first", told) if told is None or run.options else told
        comma = options.get("comma_is_decimal", run.delimiter == ";")
        columns = {name: guess.get(str(index), "") for index, name in enumerate(self._names)}
        return columns | {
            "source": run.options.get("source", ""),
            "campaign": run.options.get("campaign", ""),
            "dates": "" if day_first is None else "day" if day_first else "month",
            "decimals": "comma" if comma else "point",
            "matches_phone": options.get("matches_phone", True),
            "existing": options.get("existing", "skip"),
        }


def _guessed(head: Head, kind: str) -> dict[str, str]:
    """Return the field of each column by its header, else by its values."""
    known = suggest(head.header, kind)
    if kind == ImportKind.OUTCOMES:
        return known
    return known | guess_fields(head.samples, len(head.header), known, has_header=head.has_header)


def _first(values: list[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value.strip()][:_SAMPLES]


def _is_kept(run: ImportRun, head: Head) -> bool:
    """Return whether the columns were mapped before, as they are read now."""
    return bool(run.mapping) and run.header == head.header
