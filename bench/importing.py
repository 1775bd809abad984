"""Rows a second of an import, from the stored file to leads with search text and history."""

import io
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from alignment.celery import app
from bench import company
from leads.importing import files, runs
from leads.importing.columns import suggest
from leads.models import ImportRun, ImportStatus, Lead, LeadSearch, StageChange
from leads.tasks import check_import, run_import
from teams.models import Company, Membership, Role, Side, Team, User

_HEADER = (
    "Record ID,First Name,Last Name,Email,Phone Number,Company Name,Job Title,Industry,"
    "Number of Employees,Country,Original Source,Create Date\n"
)
_TITLES = ("Head of Operations", "IT Director", "Buyer", "Owner", "Marketing Lead", "CFO")
_SOURCES = ("Organic search", "Paid search", "Webinar", "Referral", "Trade fair")
_TABLES: tuple[type[Model], ...] = (Lead, LeadSearch, StageChange)
_MB = 1 << 20


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure check and import of a CSV of ``rows`` through the real tasks.

    The floor is a bare COPY of the very rows that the import wrote, indexes and all.
    """
    company.empty()
    ImportRun.objects.all().delete()
    stored = _store(rows)
    with _eager():
        runs.start_check(
            run=stored,
            mapping=suggest(stored.header, stored.kind),
            options=runs.ImportOptions(),
            at=timezone.now(),
            by=_marketer(),
        )
        check = rows / _seconds(lambda: check_import(run_id=stored.pk))
        stored.refresh_from_db()
        runs.start_import(run=stored, at=timezone.now(), by=_marketer())
        before = _peak_mb()
        rate = rows / _seconds(lambda: run_import(run_id=stored.pk))
    stored.refresh_from_db()
    if (stored.status, stored.good_count) != (ImportStatus.DONE, rows):
        raise AssertionError(f"{stored.status}: {stored.good_count} of {rows}")
    grown = _peak_mb() - before
    floor = rows / _bare_copy()
    return [
        _result(f"import, {rows:,} rows", rate, "rows/s", floor),
        _result(f"import's check, {rows:,} rows", check, "rows/s", floor),
        {"name": "import, growth of memory", "value": grown, "unit": "MB"},
    ]


def _result(name: str, value: float, unit: str, floor: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value),
        "unit": unit,
        "floor": round(floor),
        "ratio": round(floor / value, 2),
    }


def _store(rows: int) -> ImportRun:
    Company.get()
    pieces = _pieces(rows)
    return files.store(
        name="bench.csv", size=0, pieces=pieces, kind="leads", at=timezone.now(), by=_marketer()
    )


def _pieces(rows: int) -> Iterator[bytes]:
    """Yield the file in pieces, so that it is never whole in memory here either."""
    text = io.StringIO(_HEADER)
    text.seek(0, io.SEEK_END)
    for n in range(rows):
        text.write(
            f"crm-{n},First{n},Last{n},person{n}@example.com,+9665{10_000_000 + n},"
            f'"Company {n % 9000}, Ltd",{_TITLES[n % 6]},Retail,{n % 900},Saudi Arabia,'
            f"{_SOURCES[n % 5]},2026-0{1 + n % 9}-1{n % 9}\n"
        )
        if text.tell() >= _MB:
            yield text.getvalue().encode()
            text = io.StringIO()
    yield text.getvalue().encode()


def _marketer() -> User:
    user, is_new = User.objects.get_or_create(email="bench@example.com", name="Bench")
    if is_new:
        team = Team.objects.create(name="Marketing", side=Side.MARKETING)
        Membership.objects.create(user=user, team=team, role=Role.MARKETER)
    return user


def _bare_copy() -> float:
    """Return the seconds that COPY needs for the rows of the three tables, emptied before."""
    with tempfile.TemporaryFile("w+") as kept, connection.cursor() as cursor:
        ends = []
        for model in _TABLES:
            cursor.copy_expert(f"COPY {model._meta.db_table} TO STDOUT", kept)
            ends.append(kept.tell())
        tables = ", ".join(model._meta.db_table for model in _TABLES)
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        kept.seek(0)
        texts = [io.StringIO(kept.read(end - start)) for start, end in _spans(ends)]
        began = perf_counter()
        for model, text in zip(_TABLES, texts, strict=True):
            cursor.copy_expert(f"COPY {model._meta.db_table} FROM STDIN", text)
        return perf_counter() - began


def _spans(ends: list[int]) -> list[tuple[int, int]]:
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def _eager() -> Iterator[None]:
    """Let a slice's rest run here at once: no broker is measured."""
    former = app.conf.task_always_eager
    app.conf.task_always_eager = True
    try:
        yield
    finally:
        app.conf.task_always_eager = former
