import csv
import io
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from leads.importing import files, runs
from leads.importing.columns import suggest
from leads.importing.engine import Worker
from leads.importing.runs import ImportOptions
from leads.intake import NewLead, capture
from leads.models import Campaign, ImportRun, Lead, LeadSearch, Source, StageChange
from leads.signals import stage_changed
from personas.models import Criterion, Persona
from teams.models import Company

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
HEADER = ["Id", "Name", "Email", "Phone", "Source", "Company", "Employees", "Created on"]


@pytest.fixture(autouse=True)
def company(db):
    return Company.objects.create(id=1, name="Nakhla", country="SA", time_zone="Asia/Riyadh")


@pytest.fixture
def stored(marketer):
    """Return a function that stores a file of rows and returns its run."""

    def store(rows, header=HEADER, kind="leads"):
        text = io.StringIO()
        csv.writer(text).writerows([header, *rows])
        data = text.getvalue().encode()
        return files.store(
            name="leads.csv", size=len(data), pieces=[data], kind=kind, at=NOW, by=marketer
        )

    return store


@pytest.fixture
def checked(stored, marketer):
    """Return a function that stores and checks a file."""

    def check(rows, header=HEADER, kind="leads", **options):
        run = stored(rows, header, kind)
        mapping = suggest(run.header, kind)
        runs.start_check(
            run=run, mapping=mapping, options=ImportOptions(**options), at=NOW, by=marketer
        )
        return work(run)

    return check


@pytest.fixture
def imported(checked, marketer):
    """Return a function that stores, checks and imports a file."""

    def bring(rows, header=HEADER, kind="leads", **options):
        run = checked(rows, header, kind, **options)
        runs.start_import(run=run, at=NOW, by=marketer)
        return work(run)

    return bring


def work(run):
    worker = Worker(run.pk)
    while worker.step(at=NOW):
        pass
    run.refresh_from_db()
    return run


def row(number, **cells):
    values = {
        "Id": f"crm-{number}",
        "Name": f"Person {number}",
        "Email": f"p{number}@example.com",
        "Phone": f"+96650{1234000 + number}",
        "Source": "Webinar",
        "Company": "Nakhla",
        "Employees": "51-200",
        "Created on": "2026-11-01",
    } | cells
    return [values[name] for name in HEADER]


def counts(run):
    return run.good_count, run.duplicate_count, run.error_count


def reasons(run):
    return [(p.row, p.column, p.reason) for p in run.problems.order_by("row", "id")]


def test_a_check_counts_and_writes_nothing(checked):
    run = checked([row(1), row(2), row(3, Email="bad"), row(1)])
    assert (run.status, run.row_total, counts(run)) == ("checked", 4, (2, 1, 1))
    assert not Lead.objects.exists()
    assert not Source.objects.exists()


def test_an_import_writes_what_its_check_promised(imported, marketer):
    run = imported([row(1), row(2), row(3, Email="bad"), row(1)])
    assert (run.status, counts(run)) == ("done", (2, 1, 1))
    lead = Lead.objects.get(external_id="crm-1")
    assert (lead.name, lead.email, lead.phone_key) == (
        "Person 1",
        "p1@example.com",
        "966501234001",
    )
    assert (lead.source.name, lead.company_size, lead.stage) == ("Webinar", 51, "inquiry")
    assert (lead.created_by, lead.company_key) == (marketer, "nakhla")
    assert lead.created_at == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_imported_leads_have_search_text_and_history_and_one_signal_a_chunk(imported):
    heard = []

    def listen(sender, changes, **rest):
        heard.append([change.pk for change in changes])

    stage_changed.connect(listen)
    try:
        imported([row(1), row(2)])
    finally:
        stage_changed.disconnect(listen)
    assert heard == [list(StageChange.objects.order_by("id").values_list("pk", flat=True))]
    change = StageChange.objects.select_related("lead").first()
    assert (change.move, change.at, change.recorded_at) == ("capture", change.lead.created_at, NOW)
    assert Lead.objects.search("p2@example").count() == 1
    assert LeadSearch.objects.count() == 2


def test_leads_captured_later_get_ids_of_their_own(imported, marketer):
    imported([row(1), row(2)])
    capture(new=NewLead(name="By hand"), at=NOW, by=marketer)
    assert Lead.objects.count() == 3


def test_the_same_file_twice_adds_nothing(imported):
    imported([row(n) for n in range(20)])
    again = imported([row(n) for n in range(20)])
    assert counts(again) == (0, 20, 0)
    assert Lead.objects.count() == 20


def test_the_check_finds_duplicates_across_chunks(checked, monkeypatch):
    monkeypatch.setattr("leads.importing.engine.CHUNK_ROWS", 3)
    run = checked([row(n) for n in range(7)] + [row(2), row(6)])
    assert counts(run) == (7, 2, 0)
    assert [reason for _row, _column, reason in reasons(run)] == ["same_in_file"] * 2


def test_duplicates_are_found_by_id_email_and_phone_and_named_so(checked, marketer):
    capture(
        new=NewLead(name="H", email="p1@example.com", external_id="crm-9", phone="0501234002"),
        at=NOW,
        by=marketer,
    )
    run = checked([row(1), row(2), row(9), row(4)])
    assert [reason for *_rest, reason in reasons(run)] == [
        "same_email",
        "same_phone",
        "same_external_id",
    ]
    assert counts(run) == (1, 3, 0)


def test_a_shared_switchboard_is_no_duplicate_when_so_chosen(imported):
    shared = {"Phone": "0112345678"}
    assert counts(imported([row(1, **shared), row(2, **shared)], matches_phone=False)) == (2, 0, 0)


def test_a_skipped_duplicate_does_not_hide_others(imported, marketer):
    capture(new=NewLead(name="H", external_id="crm-1"), at=NOW, by=marketer)
    run = imported([row(1), row(2, Email="p1@example.com")])
    assert counts(run) == (1, 1, 0)


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        ({"Email": "nobody"}, "bad_email", "Email"),
        ({"Name": "n" * 121}, "too_long", "Name"),
        ({"Source": "s" * 81}, "too_long", "Source"),
        ({"Employees": "many"}, "bad_size", "Employees"),
        ({"Employees": "99999999999"}, "bad_size", "Employees"),
        ({"Created on": "soon"}, "bad_date", "Created on"),
        ({"Created on": "2026-11-17"}, "future_date", "Created on"),
        ({"Name": "a\0b"}, "unreadable_text", "Name"),
        ({"Name": "caf\ufffd"}, "unreadable_text", "Name"),
        ({"Id": "", "Name": "", "Email": "", "Phone": ""}, "no_identity", ""),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why(imported, cells, reason, column):
    run = imported([row(1, **cells), row(2)])
    assert counts(run) == (1, 0, 1)
    assert reasons(run) == [(0, column, reason)]


def test_ragged_rows_are_padded_or_refused(imported):
    run = imported([["crm-1", "Short"], [*row(2), "", " "], [*row(3), "more"]])
    assert counts(run) == (2, 0, 1)
    assert reasons(run) == [(2, "", "too_many_cells")]


def test_first_and_last_name_are_joined_and_defaults_fill_what_is_missing(imported):
    imported(
        [["Huda", "Saleh", "", "crm-1"], ["Omar", "", "Expo", "crm-2"]],
        ["First Name", "Last Name", "Lead Source", "Id"],
        source="Spring file",
        campaign="Launch",
    )
    found = Lead.objects.order_by("external_id").values_list("name", "source__name")
    assert list(found) == [("Huda Saleh", "Spring file"), ("Omar", "Expo")]
    assert Campaign.objects.get().name == "Launch"


def test_personas_and_grades_are_suggested_or_taken_from_the_file(imported):
    buyer = Persona.objects.create(name="Buyer")
    Criterion.objects.create(
        persona=buyer, fact="job_title", operator="contains", operands=["buyer"]
    )
    header = ["Id", "Title", "Persona", "Grade"]
    run = imported(
        [
            ["1", "Senior Buyer", "", ""],
            ["2", "Chef", "", ""],
            ["3", "Chef", "BUYER", "B"],
            ["4", "", "Nobody", ""],
        ],
        header,
    )
    found = Lead.objects.order_by("external_id").values_list("persona__name", "grade")
    assert list(found) == [("Buyer", "A"), (None, "D"), ("Buyer", "B")]
    assert reasons(run) == [(3, "Persona", "unknown_persona")]


def test_a_killed_worker_loses_and_doubles_nothing(checked, marketer, monkeypatch):
    monkeypatch.setattr("leads.importing.engine.CHUNK_ROWS", 3)
    run = checked([row(n) for n in range(10)])
    runs.start_import(run=run, at=NOW, by=marketer)
    first = Worker(run.pk)
    first.step(at=NOW)
    first.step(at=NOW)
    assert Lead.objects.count() == 6
    assert runs.lost(at=NOW + timedelta(minutes=5)) == [(run.pk, "importing")]
    run = work(run)
    assert (counts(run), Lead.objects.count()) == ((10, 0, 0), 10)
    assert not first.step(at=NOW)


def test_a_chunk_that_fails_leaves_nothing_of_it(checked, marketer, monkeypatch):
    run = checked([row(1), row(2)])
    runs.start_import(run=run, at=NOW, by=marketer)

    def broken(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("leads.importing.writing._write_history", broken)
        worker = Worker(run.pk)
        with pytest.raises(RuntimeError):
            worker.step(at=NOW)
    run.refresh_from_db()
    assert (run.position, Lead.objects.count()) == (0, 0)
    assert counts(work(run)) == (2, 0, 0)


def test_a_check_taken_up_by_another_worker_begins_anew(stored, marketer, monkeypatch):
    monkeypatch.setattr("leads.importing.engine.CHUNK_ROWS", 2)
    run = stored([row(1), row(2), row(1), row(3)])
    options = ImportOptions()
    runs.start_check(
        run=run, mapping=suggest(run.header, "leads"), options=options, at=NOW, by=marketer
    )
    first = Worker(run.pk)
    first.step(at=NOW)
    assert counts(work(run)) == (3, 1, 0)
    assert not first.step(at=NOW)


def test_a_stopped_import_stays_stopped_and_may_start_again(checked, marketer, monkeypatch):
    monkeypatch.setattr("leads.importing.engine.CHUNK_ROWS", 2)
    run = checked([row(n) for n in range(4)])
    runs.start_import(run=run, at=NOW, by=marketer)
    worker = Worker(run.pk)
    worker.step(at=NOW)
    runs.cancel(run=run, at=NOW, by=marketer)
    assert not worker.step(at=NOW)
    assert Lead.objects.count() == 2
    mapping = suggest(run.header, "leads")
    runs.start_check(run=run, mapping=mapping, options=ImportOptions(), at=NOW, by=marketer)
    assert counts(work(run)) == (2, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_at_the_same_time_adds_its_leads_once(checked, marketer, monkeypatch):
    monkeypatch.setattr("leads.importing.engine.CHUNK_ROWS", 5)
    both = [checked([row(n) for n in range(40)]) for _ in range(2)]
    for run in both:
        runs.start_import(run=run, at=NOW, by=marketer)

    def alone(run_id):
        worker = Worker(run_id)
        while worker.step(at=NOW):
            pass
        connection.close()

    threads = [threading.Thread(target=alone, args=[run.pk]) for run in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = ImportRun.objects.all()
    assert [run.status for run in done] == ["done", "done"]
    assert sum(run.good_count for run in done) == Lead.objects.count() == 40
    assert sum(run.duplicate_count for run in done) == 40


def test_outcomes_win_and_lose_leads_by_id_or_email_once(imported, checked):
    imported([row(n) for n in range(1, 4)])
    header = ["Lead ID", "Email", "Outcome", "Close date", "Value"]
    deals = [
        ["crm-1", "", "", "2026-11-10 08:30:00", "1200"],
        ["", "P2@example.com", "lost", "2026-11-11", ""],
        ["crm-9", "", "won", "2026-11-11", ""],
        ["crm-3", "", "perhaps", "2026-11-11", ""],
        ["", "", "won", "2026-11-11", ""],
    ]
    check = checked(deals, header, "outcomes")
    assert counts(check) == (2, 0, 3)
    run = imported(deals, header, "outcomes")
    assert counts(run) == (2, 0, 3)
    assert [reason for *_rest, reason in reasons(run)] == ["unknown_lead", "bad_outcome", "no_key"]
    stages = dict(Lead.objects.values_list("external_id", "stage"))
    assert stages == {"crm-1": "customer", "crm-2": "lost", "crm-3": "inquiry"}
    won = StageChange.objects.get(lead__external_id="crm-1", move="outcome")
    assert won.at == datetime(2026, 11, 10, 5, 30, tzinfo=UTC)
    again = imported(deals, header, "outcomes")
    assert counts(again) == (0, 2, 3)
    assert StageChange.objects.filter(move="outcome").count() == 2
