"""What becomes of rows of leads that are there already, as the import was asked to do."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from leads import lifecycle
from leads.brief import BriefText
from leads.duplicates import INTAKE_LOCK
from leads.importing import files, updating
from leads.importing.columns import suggest
from leads.importing.engine import Worker
from leads.importing.runs import ImportOptions, start_check, start_import
from leads.importing.undoing import advance_undo, foresee, left_as_they_are, start_undo
from leads.intake import NewLead, capture
from leads.models import ImportAmendment, Lead, LeadSearch
from leads.qualifying import qualify_mql
from tests.cast import NOON, after

pytestmark = pytest.mark.django_db
BRIEF = BriefText(who="Huda", did="Asked", wants="A demo", why_now="Budget ends")


def checked(by, text, at=NOON, **options):
    data = text.encode()
    run = files.store(name="x.csv", size=len(data), pieces=[data], kind="leads", at=at, by=by)
    mapping = suggest(run.header, "leads")
    start_check(run=run, mapping=mapping, options=ImportOptions(**options), at=at, by=by)
    return worked(run, at)


def imported(by, text, at=NOON, **options):
    run = checked(by, text, at, **options)
    foreseen = counts(run)
    start_import(run=run, at=at, by=by)
    assert counts(worked(run, at)) == foreseen
    return run


def worked(run, at):
    worker = Worker(run.pk)
    while worker.step(at=at):
        pass
    run.refresh_from_db()
    return run


def counts(run):
    return run.good_count, run.updated_count, run.duplicate_count, run.error_count


def undone(run, by):
    start_undo(run=run, at=after(minutes=5), by=by)
    while advance_undo(run_id=run.pk, at=after(minutes=6)):
        pass
    run.refresh_from_db()
    return run


@pytest.fixture
def huda(marketer):
    new = NewLead(
        name="Huda", email="huda@x.example", external_id="A1", industry="Retail", source="Fair"
    )
    return capture(new=new, at=NOON - timedelta(days=1), by=marketer)


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


FILE = (
    "Name,Email,Industry,Phone,Company,Lead Source\n"
    "Huda Ali,huda@x.example,Food,+966501234567,Nakhla,Web\n"
    "Omar,omar@x.example,Food,,,\n"
)


def test_they_are_left_unless_something_else_is_asked(marketer, huda):
    run = imported(marketer, FILE)
    assert counts(run) == (1, 0, 1, 0)
    assert fresh(huda).industry == "Retail"


def test_what_is_empty_is_filled_and_nothing_else(marketer, huda):
    run = imported(marketer, FILE, existing="fill")
    assert counts(run) == (1, 1, 0, 0)
    lead = fresh(huda)
    assert (lead.name, lead.industry, lead.company_name) == ("Huda", "Retail", "Nakhla")
    assert (lead.phone_key, lead.company_key) == ("966501234567", "nakhla")
    assert lead.source.name == "Fair"
    assert "nakhla" in LeadSearch.objects.get(lead=lead).text
    assert lead.import_run_id is None


def test_values_are_overwritten_but_never_emptied(marketer, huda):
    imported(marketer, FILE.replace("Food", ""), existing="overwrite")
    assert (fresh(huda).name, fresh(huda).industry) == ("Huda Ali", "Retail")


def test_id_and_origin_are_never_overwritten(marketer, huda):
    text = "Lead ID,Email,Lead Source\nB2,huda@x.example,Web\n"
    assert counts(imported(marketer, text, existing="overwrite")) == (0, 0, 1, 0)
    assert (fresh(huda).external_id, fresh(huda).source.name) == ("A1", "Fair")


def test_do_not_contact_is_set_and_never_taken_away(marketer, huda):
    text = "Email,Do Not Contact\nhuda@x.example,{}\n"
    imported(marketer, text.format("yes"), existing="overwrite")
    assert fresh(huda).is_do_not_contact
    imported(marketer, text.format("no"), existing="overwrite")
    assert fresh(huda).is_do_not_contact


def test_the_same_file_again_changes_nothing(marketer, huda):
    imported(marketer, FILE, existing="overwrite")
    assert counts(imported(marketer, FILE, existing="overwrite")) == (0, 0, 2, 0)


def test_a_lead_that_stands_twice_in_the_file_is_updated_once(marketer, huda, monkeypatch):
    monkeypatch.setattr("leads.importing.engine.CHUNK_ROWS", 1)
    text = "Email,Industry\nhuda@x.example,Food\nhuda@x.example,Steel\n"
    assert counts(imported(marketer, text, existing="overwrite")) == (0, 1, 1, 0)
    assert fresh(huda).industry == "Food"


def test_added_once_more_unless_the_id_is_the_same(marketer, huda):
    text = "Lead ID,Name,Email\nA1,Huda,huda@x.example\nB2,Huda,huda@x.example\n"
    assert counts(imported(marketer, text, existing="create")) == (1, 0, 1, 0)
    assert Lead.objects.filter(email="huda@x.example").count() == 2


def test_where_several_leads_match_the_row_is_to_be_fixed(marketer, huda):
    new = NewLead(name="Huda", email="huda@x.example")
    capture(new=new, at=NOON, by=marketer, add_anyway=True)
    run = imported(marketer, FILE, existing="fill")
    assert counts(run) == (1, 0, 0, 1)
    assert run.problems.get().reason == "several_matches"


def test_a_lead_in_sales_hands_takes_values_of_managers_of_marketing_alone(
    marketer, marketing_manager, huda, agreement
):
    qualify_mql(lead=huda, override_reason="Known", at=NOON, by=marketer)
    lifecycle.hand_off(lead=huda, brief=BRIEF, at=NOON, by=marketer)
    run = imported(marketer, FILE, existing="fill")
    assert (counts(run), run.problems.get().reason) == ((1, 0, 0, 1), "in_sales_hands")
    assert fresh(huda).company_name == ""
    assert counts(imported(marketing_manager, FILE, existing="fill")) == (0, 1, 1, 0)
    assert fresh(huda).company_name == "Nakhla"


def test_a_check_writes_nothing(marketer, huda):
    checked(marketer, FILE, existing="overwrite")
    assert fresh(huda).name == "Huda"
    assert not ImportAmendment.objects.exists()


def test_undoing_gives_the_former_values_back(marketer, huda):
    Lead.objects.filter(pk=huda.pk).update(expected_value=Decimal("900.50"))
    before = Lead.objects.filter(pk=huda.pk).values().get()
    text = FILE.replace("Lead Source", "Amount").replace("Web", "1200")
    run = imported(marketer, text, existing="overwrite")
    assert fresh(huda).expected_value == 1200
    assert (foresee(run).number, foresee(run).updated) == (1, 1)
    run = undone(run, marketer)
    assert Lead.objects.values().get() == before
    assert "nakhla" not in LeadSearch.objects.get().text
    assert (run.status, run.undone_count, run.position) == ("undone", 1, 2)
    assert left_as_they_are(run) == []


def test_undoing_leaves_what_changed_since(marketer, huda):
    run = imported(marketer, FILE, existing="overwrite")
    Lead.objects.filter(pk=huda.pk).update(industry="Steel")
    run = undone(run, marketer)
    assert left_as_they_are(run) == [huda]
    assert (fresh(huda).industry, fresh(huda).name) == ("Steel", "Huda Ali")


@pytest.mark.django_db(transaction=True)
def test_an_import_gives_way_to_somebody_who_corrects_the_lead(marketer, huda, monkeypatch):
    has_lead, has_intake = threading.Event(), threading.Event()
    lock = updating._locked

    def locked(leads):
        has_intake.set()
        return lock(leads)

    def correct():
        with transaction.atomic(), connection.cursor() as cursor:
            Lead.objects.select_for_update().get(pk=huda.pk)
            has_lead.set()
            has_intake.wait(20)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INTAKE_LOCK])
            Lead.objects.filter(pk=huda.pk).update(region="Riyadh")
        connection.close()

    run = checked(marketer, FILE, existing="fill")
    start_import(run=run, at=NOON, by=marketer)
    monkeypatch.setattr(updating, "_locked", locked)
    thread = threading.Thread(target=correct)
    thread.start()
    has_lead.wait(20)
    worked(run, NOON)
    thread.join()
    assert (run.status, counts(run)) == ("done", (1, 1, 0, 0))
    assert (fresh(huda).region, fresh(huda).company_name) == ("Riyadh", "Nakhla")
