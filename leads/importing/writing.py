"""Writes many leads at once: rows, search texts and history in three COPY statements."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from leads.importing.row import LeadRow
from leads.models import Campaign, Lead, LeadSearch, Source, StageChange
from leads.origins import ids_by_name
from leads.search import search_text
from leads.signals import stage_changed
from leads.stages import Move, Stage

Value = str | int | bool | datetime | Decimal | UUID | None

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PLAIN = (
    "code",
    "created_at",
    "name",
    "email",
    "phone",
    "phone_key",
    "external_id",
    "job_title",
    "seniority",
    "company_name",
    "company_key",
    "company_domain",
    "company_size",
    "industry",
    "region",
    "lead_type",
    "persona_id",
    "grade",
    "expected_value",
    "notes",
    "is_do_not_contact",
)
LEAD_COLUMNS = (
    "id",
    "created_by_id",
    "import_run_id",
    "stage",
    "source_id",
    "campaign_id",
    *_PLAIN,
)
_CHANGE_COLUMNS = ("id", "lead_id", "move", "from_stage", "to_stage", "at", "recorded_at", "by_id")


def write(rows: Sequence[LeadRow], *, at: datetime, by_id: int | None, run_id: int) -> None:
    """Write ``rows`` as leads of the import ``run_id``, with their history; send the one signal.

    Belongs in a transaction. Raises ``IntegrityError`` when somebody took an external id meanwhile.
    """
    if not rows:
        return
    sources = ids_by_name(Source, (row.source for row in rows))
    campaigns = ids_by_name(Campaign, (row.campaign for row in rows))
    ids = _new_ids(Lead, len(rows))
    copy(
        Lead._meta.db_table,
        LEAD_COLUMNS,
        (
            (
                lead_id,
                by_id,
                run_id,
                Stage.INQUIRY.value,
                sources.get(row.source),
                campaigns.get(row.campaign),
                *(getattr(row, name) for name in _PLAIN),
            )
            for lead_id, row in zip(ids, rows, strict=True)
        ),
    )
    texts = ((lead_id, search_text(row)) for lead_id, row in zip(ids, rows, strict=True))
    copy(LeadSearch._meta.db_table, ("lead_id", "text"), texts)
    _write_history(ids, rows, at, by_id)


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """COPY ``rows`` into ``table``."""
    text = io.StringIO()
    for row in rows:
        text.write("\t".join(map(_text, row)))
        text.write("\n")
    text.seek(0)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)


def _write_history(
    ids: Sequence[int], rows: Sequence[LeadRow], at: datetime, by_id: int | None
) -> None:
    changes = [
        StageChange(
            id=change_id,
            lead_id=lead_id,
            move=Move.CAPTURE.value,
            to_stage=Stage.INQUIRY.value,
            at=row.created_at,
            recorded_at=at,
            by_id=by_id,
        )
        for change_id, lead_id, row in zip(_new_ids(StageChange, len(ids)), ids, rows, strict=True)
    ]
    values = ([getattr(change, name) for name in _CHANGE_COLUMNS] for change in changes)
    copy(StageChange._meta.db_table, _CHANGE_COLUMNS, values)
    stage_changed.send(sender=StageChange, changes=changes)


def _new_ids(model: type[Lead | StageChange], count: int) -> list[int]:
    """Take ``count`` ids from the table's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [new_id for (new_id,) in cursor.fetchall()]


def _text(value: Any) -> str:  # noqa: ANN401 - see Value
    """Return ``value`` in COPY's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if value else ""
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, datetime) else str(value)
