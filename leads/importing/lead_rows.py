"""Turns the records of a file of leads into rows that can be written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from leads.addresses import clean_domain, clean_email
from leads.importing.cells import Cells
from leads.importing.columns import CAPTURED, FIRST_NAME, LAST_NAME, PHONE_2
from leads.importing.contacts import Shortened, bare_id, first_email, first_phone, plain_name
from leads.importing.dates import as_instant
from leads.importing.reading import Record
from leads.importing.row import Flaw, LeadRow, RowFlaws
from leads.importing.values import as_flag, as_number, as_size, is_ahead
from leads.models import Lead
from leads.phones import phone_key
from leads.suggesting import Suggester
from personas.fit import Fact, fold

TEXTS = (
    "external_id",
    "job_title",
    "seniority",
    "company_name",
    "industry",
    "region",
    "lead_type",
    "notes",
)
_LONGEST = {name: Lead._meta.get_field(name).max_length or 0 for name in (*TEXTS, "name", "phone")}  # type: ignore[union-attr]
_SOURCE_MAX_LENGTH, _CAMPAIGN_MAX_LENGTH, _DOMAIN_MAX_LENGTH = 80, 120, 120
_GRADE_MAX_LENGTH = 2
# Of a cell that holds several.
_PHONES_MAX_LENGTH = 300
_SIZE_MAX = 2_147_483_647
_VALUE_MAX = Decimal(10) ** 12


@dataclass(frozen=True)
class Surroundings:
    """What a file's values are read by: the company's country and zone, the import's choices."""

    now: datetime
    country: str
    zone: ZoneInfo
    personas: dict[str, int]
    suggester: Suggester
    source: str = ""
    campaign: str = ""
    day_first: bool = True
    comma_is_decimal: bool = False


class LeadReader:
    """Reads one record after the other."""

    def __init__(self, mapping: list[tuple[int, str]], width: int, around: Surroundings) -> None:
        """Take (index, field) pairs, the number of columns and what values are read by."""
        self._mapping, self._width, self._around = mapping, width, around
        self._number = partial(as_number, comma_is_decimal=around.comma_is_decimal)
        self._instant: Callable[[str], datetime] = partial(
            as_instant, zone=around.zone, day_first=around.day_first
        )

    def read(self, record: Record, number: int) -> LeadRow:
        """Return the record as a row, the ``number``-th of the file; raises ``RowFlaws``."""
        cells = Cells(record, self._mapping, self._width)
        row = LeadRow(number, record.line, self._around.now)
        self._take_texts(cells, row)
        self._take_contact(cells, row)
        self._take_values(cells, row)
        self._take_origin(cells, row)
        if not cells.flaws and not (row.name or row.email or row.phone or row.external_id):
            raise RowFlaws(Flaw("no_identity"))
        cells.check()
        self._suggest(row)
        return row

    def _take_texts(self, cells: Cells, row: LeadRow) -> None:
        for name in TEXTS:
            setattr(row, name, cells.text(name, _LONGEST[name]))
        row.external_id = bare_id(row.external_id)
        row.company_key = fold(row.company_name)[:160]
        row.name = plain_name(cells.text("name", _LONGEST["name"])) or _joined(cells)
        if len(row.name) > _LONGEST["name"]:
            cells.flaw("too_long", LAST_NAME)

    def _take_contact(self, cells: Cells, row: LeadRow) -> None:
        row.email = cells.read("email", _email, "bad_email") or ""
        row.phone = self._phone(cells, "phone") or self._phone(cells, PHONE_2)
        if row.phone:
            row.phone_key = phone_key(row.phone, self._around.country)
        row.company_domain = cells.read("company_domain", clean_domain, "too_long") or ""
        if len(row.company_domain) > _DOMAIN_MAX_LENGTH:
            cells.flaw("too_long", "company_domain")

    def _phone(self, cells: Cells, field: str) -> str:
        try:
            phone = first_phone(cells.text(field, _PHONES_MAX_LENGTH))
        except Shortened:
            cells.flaw("shortened_number", field)
            return ""
        if len(phone) > _LONGEST["phone"]:
            cells.flaw("too_long", field)
        return phone

    def _take_values(self, cells: Cells, row: LeadRow) -> None:
        row.company_size = cells.read("company_size", as_size, "bad_size")
        if (row.company_size or 0) > _SIZE_MAX:
            cells.flaw("bad_size", "company_size")
        row.expected_value = cells.read("expected_value", self._number, "bad_number")
        if row.expected_value is not None and not 0 <= row.expected_value < _VALUE_MAX:
            cells.flaw("bad_number", "expected_value")
        row.is_do_not_contact = bool(cells.read("is_do_not_contact", as_flag, "bad_flag"))
        captured = cells.read(CAPTURED, self._instant, "bad_date")
        if captured is not None:
            row.created_at = self._not_ahead(captured, cells)

    def _not_ahead(self, captured: datetime, cells: Cells) -> datetime:
        """Return the instant; today's noon may still be to come, another day may not."""
        if is_ahead(captured, self._around.now, self._around.zone):
            cells.flaw("future_date", CAPTURED)
        return min(captured, self._around.now)

    def _take_origin(self, cells: Cells, row: LeadRow) -> None:
        row.source = cells.text("source", _SOURCE_MAX_LENGTH) or self._around.source
        row.campaign = cells.text("campaign", _CAMPAIGN_MAX_LENGTH) or self._around.campaign
        row.grade = cells.text("grade", 20).upper()
        if len(row.grade) > _GRADE_MAX_LENGTH:
            cells.flaw("bad_grade", "grade")
        persona = cells.text("persona", 80)
        if persona:
            row.persona_id = self._around.personas.get(fold(persona))
            if row.persona_id is None:
                cells.flaw("unknown_persona", "persona")

    def _suggest(self, row: LeadRow) -> None:
        row.says_persona, row.says_grade = row.persona_id is not None, bool(row.grade)
        said = self._around.suggester.suggest(_facts(row), row.persona_id)
        row.persona_id = said.persona_id
        row.grade = row.grade or said.grade


def _email(text: str) -> str:
    return clean_email(first_email(text))


def _joined(cells: Cells) -> str:
    longest = _LONGEST["name"]
    return f"{cells.text(FIRST_NAME, longest)} {cells.text(LAST_NAME, longest)}".strip()


def _facts(row: LeadRow) -> dict[str, Fact]:
    """Return what ``leads.facts.plain_facts`` returns for the lead that the row becomes."""
    return {
        "industry": row.industry,
        "company_size": row.company_size,
        "region": row.region,
        "job_title": row.job_title,
        "seniority": row.seniority,
        "source": row.source,
        "lead_type": row.lead_type,
        "grade": row.grade,
        "company_name": row.company_name,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "external_id": row.external_id,
        "has_contact": bool(row.email or row.phone),
        "has_persona": row.persona_id is not None,
    }
