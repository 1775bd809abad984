"""Mappings that are remembered: the next file with the same columns comes mapped."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from leads.importing.columns import fields_of, key_of
from leads.models import ImportRun, ImportShape
from teams.models import User

# What holds for a file whatever its columns are, and is asked for again: whose leads they are.
_OF_ONE_FILE = ("source", "campaign", "pass")


def shape_of(header: Sequence[str]) -> str:
    """Return what files with the same columns in the same order have in common."""
    return hashlib.sha256("\x1f".join(map(key_of, header)).encode()).hexdigest()


def remembered(kind: str, header: Sequence[str]) -> ImportShape | None:
    """Return how the last file with these columns was mapped; None where there was none."""
    rows = ImportShape.objects.filter(kind=kind, shape=shape_of(header))
    return rows.select_related("used_by").first()


def mapping_of(shape: ImportShape, width: int) -> dict[str, str]:
    """Return the mapping as it can be used for ``width`` columns and the fields there are now."""
    known = fields_of(shape.kind)
    return {
        index: field
        for index, field in shape.mapping.items()
        if field in known and int(index) < width
    }


def remember(run: ImportRun, *, at: datetime, by: User) -> None:
    """Keep how ``run`` was mapped, in the place of what was kept of files with its columns."""
    if not run.has_header:
        return
    options: dict[str, Any] = {
        name: value for name, value in run.options.items() if name not in _OF_ONE_FILE
    }
    ImportShape.objects.update_or_create(
        kind=run.kind,
        shape=shape_of(run.header),
        defaults={"mapping": run.mapping, "options": options, "used_at": at, "used_by": by},
    )
