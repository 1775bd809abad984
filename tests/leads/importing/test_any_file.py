"""Whatever a file is: it is read or refused with a message, no row is lost, none is half."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.refusals import BadInput
from leads.importing import files
from leads.importing.columns import suggest
from leads.importing.engine import Worker
from leads.importing.guessing import guess
from leads.importing.reading import CODECS, records
from leads.importing.runs import ImportOptions, start_check, start_import
from leads.models import ImportRun, ImportStatus, Lead, LeadSearch
from teams.models import Company

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
CELLS = st.one_of(
    st.sampled_from(["", "Huda", "عمر الحداد", "a@x.example", "0501234567", "03/04/2026", "=1+1"]),
    st.sampled_from(['say "hi"', "two\nlines", "a,b;c\td|e", "Total", "N/A", "9.7E+11", "\u200f"]),
    st.text(max_size=12),
)
HEADERS = st.sampled_from(
    ["Name", "Email", "Phone", "الاسم", "Créé le", "", "Email", "x", "Amount"]
)
SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def any_file(draw):
    """Return the bytes of a table as some program would write it, or of nothing of the kind."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    rows = [draw(st.lists(HEADERS, min_size=1, max_size=5))]
    rows += draw(st.lists(st.lists(CELLS, max_size=6), max_size=8))
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=draw(st.sampled_from(",;\t|")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerows(rows)
    head = draw(st.sampled_from(["", "", "Report of leads\n\n", "sep=;\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1256", "cp1251"]))
    data = (head + text.getvalue()).encode(encoding, errors="replace")
    cut = draw(st.integers(0, 8))
    return data[: len(data) - cut] if cut < len(data) else data


def cut_up(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(any_file(), st.sampled_from(sorted(CODECS)), st.integers(1, 50))
@settings(max_examples=150, deadline=None)
def test_a_file_reads_the_same_however_it_is_cut_up(data, encoding, size):
    def read(pieces):
        return list(records(pieces, encoding=encoding, delimiter=","))

    assert read(cut_up(data, size)) == read([data])


@pytest.mark.django_db
@given(any_file())
@SLOW
def test_every_row_is_counted_once_and_every_lead_is_whole(marketer, data):
    Company.objects.get_or_create(id=1, defaults={"name": "Nakhla", "time_zone": "Asia/Riyadh"})
    before = Lead.objects.count()
    try:
        run = files.store(
            name="x.csv", size=len(data), pieces=cut_up(data, 64), kind="leads", at=NOW, by=marketer
        )
        head = files.head_of(run)
        mapping = suggest(head.header, "leads")
        mapping |= guess(head.samples, len(head.header), mapping, has_header=head.has_header)
        start_check(run=run, mapping=mapping, options=ImportOptions(), at=NOW, by=marketer)
    except BadInput:
        return
    checked = finished(run)
    promised = counts(checked)
    assert sum(promised) == checked.row_total == len(list(files.rows_of(run)))
    start_import(run=checked, at=NOW, by=marketer)
    done = finished(checked)
    assert (done.status, counts(done)) == (ImportStatus.DONE, promised)
    assert Lead.objects.count() - before == done.good_count
    assert LeadSearch.objects.count() == Lead.objects.count()


def finished(run):
    worker = Worker(run.pk)
    while worker.step(at=NOW):
        pass
    return ImportRun.objects.get(pk=run.pk)


def counts(run):
    return run.good_count, run.duplicate_count, run.error_count, run.left_out_count


@pytest.mark.django_db
@given(any_file(), st.integers(0, 8))
@SLOW
def test_a_run_that_is_taken_up_sees_the_rows_that_are_left(marketer, data, done):
    try:
        run = files.store(
            name="x.csv", size=len(data), pieces=[data], kind="leads", at=NOW, by=marketer
        )
    except BadInput:
        return
    rows = list(files.rows_of(run))
    assert list(files.rows_of(run, done)) == rows[done:]
