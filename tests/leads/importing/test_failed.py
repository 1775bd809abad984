import csv
import io
from datetime import UTC, datetime

import pytest

from kit.exporting import defused
from leads.importing import files, runs
from leads.importing.columns import suggest
from leads.importing.engine import Worker
from leads.importing.failed import failed_rows
from leads.models import Lead

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
FILE = (
    b"Name,Email,Phone,Remark\n"
    b"Huda,huda@example.com,,fine\n"
    b'=cmd(),bad,+966501234567,"two\nlines"\n'
    b"Omar,omar@example.com,,fine\n"
    b"@SUM(1),worse,,-3\n"
)


def bring(data, by):
    run = files.store(name="a.csv", size=len(data), pieces=[data], kind="leads", at=NOW, by=by)
    options = runs.ImportOptions()
    runs.start_check(run=run, mapping=suggest(run.header, "leads"), options=options, at=NOW, by=by)
    finish(run)
    runs.start_import(run=run, at=NOW, by=by)
    return finish(run)


def finish(run):
    worker = Worker(run.pk)
    while worker.step(at=NOW):
        pass
    run.refresh_from_db()
    return run


@pytest.fixture
def run(marketer):
    return bring(FILE, marketer)


def written(run):
    text = "".join(failed_rows(run, "en"))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_failed_rows_come_back_as_they_stood_with_line_and_reason(run):
    rows = written(run)
    assert rows[0] == ["Line", "Reason", "Name", "Email", "Phone", "Remark"]
    assert [line[0] for line in rows[1:]] == ["3", "6"]
    assert rows[1][1] == "Email: “bad” is not an e-mail address."
    assert rows[1][5] == "two\nlines"


def test_what_a_spreadsheet_would_run_is_made_text(run):
    rows = written(run)
    assert rows[1][2] == "'=cmd()"
    assert rows[2][2] == "'@SUM(1)"
    assert all(not defused(text).startswith(text[0]) for text in ("=1", "+1", "-1", "@a", "\t=1"))


def test_a_corrected_file_of_failed_rows_comes_in_as_it_was_meant(run, marketer):
    rows = written(run)
    rows[1][3], rows[2][3] = "good@example.com", "better@example.com"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    again = bring(("\ufeff" + text.getvalue()).encode(), marketer)
    assert (again.good_count, again.error_count) == (2, 0)
    lead = Lead.objects.get(email="good@example.com")
    assert (lead.name, lead.phone) == ("=cmd()", "+966501234567")


def test_a_file_without_failures_is_a_header_alone(marketer):
    run = bring(b"Name\nHuda\n", marketer)
    assert written(run) == [["Line", "Reason", "Name"]]
