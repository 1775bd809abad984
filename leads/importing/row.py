"""A row of a file on its way to becoming a lead, and why one is not taken."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4


@dataclass(slots=True)
class LeadRow:
    """One row in the spelling that leads are kept in; ``source`` and ``campaign`` are names."""

    row: int
    line: int
    created_at: datetime
    name: str = ""
    email: str = ""
    phone: str = ""
    phone_key: str = ""
    external_id: str = ""
    job_title: str = ""
    seniority: str = ""
    company_name: str = ""
    company_key: str = ""
    company_domain: str = ""
    company_size: int | None = None
    industry: str = ""
    region: str = ""
    source: str = ""
    campaign: str = ""
    lead_type: str = ""
    persona_id: int | None = None
    grade: str = ""
    expected_value: Decimal | None = None
    notes: str = ""
    is_do_not_contact: bool = False
    # Whether the file says them, or the fit.
    says_persona: bool = False
    says_grade: bool = False
    code: UUID = field(default_factory=uuid4)


@dataclass(slots=True)
class OutcomeRow:
    """One row of a file of outcomes."""

    row: int
    line: int
    happened_at: datetime | None = None
    external_id: str = ""
    email: str = ""
    outcome: str = "won"
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a row is not taken: the column's index (None: the row as a whole), a reason, the value.

    ``reason`` is a key of ``leads.importing.reasons``.
    """

    reason: str
    column: int | None = None
    value: str = ""


class RowFlaws(Exception):
    """A row that cannot be taken, with everything that is wrong with it."""

    def __init__(self, *flaws: Flaw) -> None:
        """Take the flaws, in the order of the columns."""
        super().__init__(flaws)
        self.flaws = flaws
