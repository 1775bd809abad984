"""The list of leads as a file, in the columns that an import takes back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from kit.exporting import Cell, Sheet
from kit.keyset import keyset_rows
from leads.importing.columns import CAPTURED, label_of
from leads.listing import LeadFilters, found, holders
from leads.stages import Stage

PIECE = 1000
# Each field of the file, and where a lead keeps it.
_COLUMNS = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "external_id": "external_id",
    "job_title": "job_title",
    "seniority": "seniority",
    "company_name": "company_name",
    "company_domain": "company_domain",
    "company_size": "company_size",
    "industry": "industry",
    "region": "region",
    "source": "source__name",
    "campaign": "campaign__name",
    "lead_type": "lead_type",
    "persona": "persona__name",
    "grade": "grade",
    "expected_value": "expected_value",
    "notes": "notes",
    "is_do_not_contact": "is_do_not_contact",
    CAPTURED: "created_at",
}
_READ = ("id", "stage", "nurture_until_date", *_COLUMNS.values())


def lead_sheet(
    filters: LeadFilters, *, at: datetime, zone: ZoneInfo, about: Sequence[tuple[str, str]] = ()
) -> Sheet:
    """Return the leads that ``filters`` let through, newest first, as a sheet; read piece by piece.

    Two queries for each thousand leads.
    """
    labels = [label_of(field) for field in _COLUMNS]
    head = [*labels, _("Stage"), _("In whose hands"), _("In nurture until")]
    return Sheet(
        what="leads",
        day=timezone.localdate(at, zone),
        head=head,
        rows=_rows(filters),
        zone=zone,
        about=about,
    )


def _rows(filters: LeadFilters) -> Iterator[list[Cell]]:
    leads = found(filters).values(*_READ)
    for piece in keyset_rows(leads, by="-created_at", size=PIECE):
        hands = holders(row["id"] for row in piece)
        for row in piece:
            yield _row(row, hands)


def _row(row: dict[str, Any], hands: dict[int, str | None]) -> list[Cell]:
    """Return one line; what is not known is an empty cell."""
    shown = {**row, "is_do_not_contact": _("Yes") if row["is_do_not_contact"] else ""}
    holder = (hands[row["id"]] or _("Waiting to be claimed")) if row["id"] in hands else ""
    cells: list[Cell] = [shown[name] for name in _COLUMNS.values()]
    return [
        *cells,
        str(Stage(row["stage"]).label),
        holder or _("Marketing"),
        row["nurture_until_date"],
    ]
