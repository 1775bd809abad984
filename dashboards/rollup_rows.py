"""Writes the rollups of some days: what there was of them goes, what their rows add up to comes."""

from datetime import datetime
from typing import Any

from django.db import connection

from dashboards import summing
from dashboards.models import (
    Dimension,
    DueDay,
    DuePart,
    DueTarget,
    HandedDay,
    HandedPart,
    RollupState,
    ShareDay,
)
from dashboards.periods import Period

TABLES = (DueDay, DuePart, DueTarget, HandedDay, HandedPart, ShareDay)
Table = type[DueDay | DuePart | DueTarget | HandedDay | HandedPart | ShareDay]


def write_due(state: RollupState, spans: list[Period], at: datetime) -> None:
    """Roll up the promises due in ``spans``, all of them over at ``at``."""
    _replace(DueDay, spans, summing.due_days(spans, at, state.promise_seconds), [state.generation])
    _empty(DuePart, spans, state.generation)
    for by in Dimension:
        _insert(DuePart, summing.due_parts(spans, at, by), [state.generation, by.value])
    _replace(DueTarget, spans, summing.due_targets(spans, at), [state.generation])
    _replace(ShareDay, spans, summing.share_days(spans), [state.generation])


def write_handed(state: RollupState, spans: list[Period], _at: datetime) -> None:
    """Roll up the hand-offs of ``spans``; they stand the same at every instant."""
    _replace(HandedDay, spans, summing.handed_days(spans), [state.generation])
    _replace(HandedPart, spans, summing.handed_parts(spans), [state.generation])


def _replace(
    table: Table, spans: list[Period], found: summing.Statement, values: list[Any]
) -> None:
    _empty(table, spans, values[0])
    _insert(table, found, values)


def _empty(table: Table, spans: list[Period], generation: int) -> None:
    for span in spans:
        table.objects.filter(
            generation=generation, day__gte=span.from_date, day__lt=span.to_date
        ).delete()


def _insert(table: Table, found: summing.Statement, first: list[Any]) -> None:
    """Insert what the statement finds, behind the values that every row begins with."""
    text, values = found
    names = ", ".join(f'"{field.column}"' for field in table._meta.fields[1:])
    places = ", ".join(["%s"] * len(first))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table._meta.db_table} ({names})"  # noqa: S608 - names of the model
            f" SELECT {places}, found.* FROM ({text}) AS found",
            [*first, *values],
        )
