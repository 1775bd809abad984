"""Keyset pages and capped counts.

``OFFSET`` and ``COUNT(*)`` cost as much as the table is long; a page that starts after a known row
costs the same at any depth. The cursor is the key of the last row, signed against tampering.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, BooleanField, Field, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput

COUNT_CAP = 1000
PAGE_SIZE = 50

Row = TypeVar("Row")


class BadCursor(BadInput):
    """The cursor in the address was not made by this product."""

    code = "bad_cursor"
    default_message = _("This page of the list cannot be found. Start again from its first page.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page: its rows and the cursor of the next one ("" at the end)."""

    rows: list[Row]
    next_cursor: str
    is_first: bool


@dataclass(frozen=True)
class Count:
    """A count that stops at a cap: ``number`` rows, or more when ``is_capped``."""

    number: int
    is_capped: bool

    def __str__(self) -> str:
        """Return for example "312" or "1,000+"."""
        return f"{self.number:,}+" if self.is_capped else f"{self.number:,}"


class Behind(Func):
    """Whether a row stands behind another in the order of two columns.

    ``(created_at, id) < (value, last_id)``: compared as rows, an index on both columns is entered
    at the row itself. Two conditions joined by OR would read every row of the same instant first,
    and an import gives all its rows one.
    """

    output_field = BooleanField()

    def __init__(self, *columns_and_values: object, descends: bool = False) -> None:
        """Take two columns and the values of the other row, and which way the order goes."""
        super().__init__(*columns_and_values)
        self.descends = descends

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison, which no part of ``connection`` or context changes."""
        del connection, extra_context
        parts = [compiler.compile(each) for each in self.get_source_expressions()]
        sign = "<" if self.descends else ">"
        (one, two, value, last_id), params = zip(*parts, strict=True)
        values = tuple(value for each in params for value in each)
        return f"({one}, {two}) {sign} ({value}, {last_id})", values


def capped_count(rows: QuerySet[Any, Any], cap: int = COUNT_CAP) -> Count:
    """Count ``rows`` up to ``cap``; a tenth of a millisecond whatever the table's length."""
    number = rows.order_by().values("pk")[: cap + 1].count()
    return Count(min(number, cap), number > cap)


def capped_counts(
    parts: Mapping[str, QuerySet[Any, Any]], cap: int = COUNT_CAP
) -> dict[str, Count]:
    """Count each of ``parts``, two or more, up to ``cap``, in one query.

    They are counted where they are: thousands of rows would cross over only to be counted here.
    """
    named = [
        rows.order_by().annotate(part=Value(name)).values_list("part", flat=True)[: cap + 1]
        for name, rows in parts.items()
    ]
    each, params = named[0].union(*named[1:], all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT part, count(*) FROM ({each}) AS found GROUP BY part", params)  # noqa: S608 - Django's own
        found = dict.fromkeys(parts, 0) | dict(cursor.fetchall())
    return {name: Count(min(n, cap), n > cap) for name, n in found.items()}


def keyset_page(
    rows: QuerySet[Any, Row],
    *,
    by: str,
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """Return one page of ``rows`` ordered by the field ``by`` and then ``id``.

    ``by`` is a non-null field, "-created_at" for newest first; the rows may be models or
    ``values()`` dicts that include ``by`` and ``id``. ``cursor`` is a former page's
    ``next_cursor``. Raises ``BadCursor`` for one that was not made here.
    """
    descends, name = by.startswith("-"), by.lstrip("-")
    sign = "-" if descends else ""
    ordered = rows.order_by(f"{sign}{name}", f"{sign}id")
    if cursor:
        column = rows.model._meta.get_field(name)
        value, last_id = _read(cursor, name, column)
        last = Value(value, output_field=column)
        ordered = ordered.filter(Behind(name, "id", last, Value(last_id), descends=descends))
    found = list(ordered[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return Page(shown, _write(name, shown[-1]) if more else "", is_first=not cursor)


def keyset_rows(rows: QuerySet[Any, Row], *, by: str, size: int) -> Iterator[list[Row]]:
    """Yield all of ``rows`` in pieces of ``size``, each read when it is asked for: memory flat.

    What is added meanwhile may or may not be among them; nothing else is left out or comes twice.
    """
    cursor, has_more = "", True
    while has_more:
        page = keyset_page(rows, by=by, cursor=cursor, size=size)
        cursor, has_more = page.next_cursor, bool(page.next_cursor)
        if page.rows:
            yield page.rows


def _write(name: str, row: object) -> str:
    read: Callable[[str], Any] = (
        row.__getitem__ if isinstance(row, dict) else lambda key: getattr(row, key)
    )
    value = read(name)
    if isinstance(value, datetime):
        value = value.isoformat()
    return signing.dumps([name, value, read("id")], salt="kit.keyset")


def _read(cursor: str, name: str, column: Field[Any, Any]) -> tuple[Any, int]:
    """Return the value of ``column`` and the id in ``cursor``.

    A good signature says who made it, not when: it may come from a version that wrote others.
    """
    try:
        made_for, said, last_id = signing.loads(cursor, salt="kit.keyset")
        said.encode()  # raises where it is no text, or none that can be kept
        value = column.to_python(said)
    except (signing.BadSignature, AttributeError, TypeError, ValueError, ValidationError) as error:
        raise BadCursor from error
    if made_for != name or "\0" in said or not _is_id(last_id):
        raise BadCursor
    if isinstance(value, datetime) and value.tzinfo is None:
        raise BadCursor
    return value, last_id


def _is_id(found: object) -> bool:
    return type(found) is int and 0 < found <= BigIntegerField.MAX_BIGINT
