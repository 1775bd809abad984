"""Imports that are paused, undone, remembered, and what they do with leads that are there."""

import pytest

from leads.importing.engine import Worker
from leads.importing.undoing import advance_undo
from leads.intake import NewLead, capture
from leads.models import ImportRun, Lead
from tests import cast
from tests.doors import FOUND, MOVED, REFUSED, statuses
from tests.import_steps import AT, URL, columns, mapped, upload, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """The names of the tasks that were put in line; nothing runs."""
    names = []

    def keep(task, run_id):
        names.append(task.name.rpartition(".")[2])

    monkeypatch.setattr("leads.views.imports.ask_after_commit", keep)
    return names


def imported_page(client):
    upload(client)
    run = ImportRun.objects.get()
    client.post(columns(run), mapped(client, run))
    work(run)
    client.post(f"{URL}{run.code}/check/")
    work(run)
    return run


def test_an_import_is_undone_from_its_page(client, marketer, queued):
    client.force_login(marketer)
    run = imported_page(client)
    assert f"{URL}{run.code}/undo/" in client.get(f"{URL}{run.code}/").content.decode()
    page = client.get(f"{URL}{run.code}/undo/").content.decode()
    assert "One lead will be taken out for good, with its history." in page
    answer = client.post(f"{URL}{run.code}/undo/")
    assert answer["Location"] == f"{URL}{run.code}/"
    assert queued[-1] == "undo_import"
    while advance_undo(run_id=run.pk, at=AT):
        pass
    assert "1 lead was taken out again." in client.get(answer["Location"]).content.decode()
    assert not Lead.objects.exists()


def test_only_who_may_undo_an_import_can(client, as_, marketer, rep, manager, marketing_manager):
    client.force_login(marketer)
    url = f"{URL}{imported_page(client).code}/undo/"
    people = {"marketer": marketer, "rep": rep, "sales": manager, "marketing": marketing_manager}
    people |= {"colleague": cast.a_marketer("Colleague"), "signed out": None}
    assert statuses(as_, people, url, "get") == {
        "marketer": FOUND,
        "rep": REFUSED,
        "sales": REFUSED,
        "marketing": FOUND,
        "colleague": REFUSED,
        "signed out": MOVED,
    }


def test_the_next_file_with_the_same_columns_comes_mapped(client, marketer):
    client.force_login(marketer)
    data = b"Firma X;Adresse Y\nHuda;huda@example.com\n"
    upload(client, data)
    run = ImportRun.objects.get()
    assert client.get(columns(run)).context["former"] is None
    client.post(columns(run), mapped(client, run, column_0="company_name", column_1="email"))
    work(run)
    client.post(f"{URL}{run.code}/check/")
    upload(client, data.replace(b"Huda", b"Omar"))
    page = client.get(columns(ImportRun.objects.latest("pk")))
    assert page.context["form"]["column_0"].value() == "company_name"
    assert f"As the last file with these columns: {marketer.name}" in page.content.decode()


def test_a_mapping_is_remembered_of_these_columns_alone(client, marketer):
    client.force_login(marketer)
    run = imported_page(client)
    upload(client, b"Name,Email,Phone\nHuda,huda@example.com,0501234567\n")
    assert client.get(columns(ImportRun.objects.exclude(pk=run.pk).get())).context["former"] is None


def test_an_import_can_stand_still_and_go_on(client, marketer, queued, monkeypatch):
    monkeypatch.setattr("leads.importing.engine.CHUNK_ROWS", 1)
    client.force_login(marketer)
    upload(client)
    run = ImportRun.objects.get()
    client.post(columns(run), mapped(client, run))
    work(run)
    client.post(f"{URL}{run.code}/check/")
    page = f"{URL}{run.code}/"
    client.post(page, {"act": "pause"})
    assert not Worker(run.pk).step(at=AT)
    shown = client.get(page).content.decode()
    assert "It stands still." in shown
    assert 'hx-trigger="every 2s"' not in shown
    client.post(page, {"act": "resume"})
    assert queued[-1] == "run_import"
    work(run)
    assert (run.status, run.good_count, Lead.objects.count()) == ("done", 1, 1)


def test_a_paused_import_can_be_stopped_and_a_finished_one_cannot_be_paused(client, marketer):
    client.force_login(marketer)
    run = imported_page(client)
    assert client.post(f"{URL}{run.code}/", {"act": "pause"}).status_code == 409
    ImportRun.objects.update(status="paused")
    client.post(f"{URL}{run.code}/", {"act": "stop"})
    run.refresh_from_db()
    assert run.status == "cancelled"


def test_leads_that_are_there_are_updated_and_get_their_values_back(client, marketer):
    client.force_login(marketer)
    new = NewLead(name="Huda", email="huda@example.com")
    lead = capture(new=new, at=AT, by=marketer)
    data = b"Name,Email,Company\nHuda,huda@example.com,Nakhla\n"
    upload(client, data)
    run = ImportRun.objects.get()
    client.post(columns(run), mapped(client, run, existing="fill"))
    work(run)
    page = client.get(f"{URL}{run.code}/check/").content.decode()
    assert "1 lead will be updated" in page
    assert "Import one row" in page
    client.post(f"{URL}{run.code}/check/")
    work(run)
    assert "1 lead updated" in client.get(f"{URL}{run.code}/").content.decode()
    assert "One lead that was updated gets" in client.get(f"{URL}{run.code}/undo/").content.decode()
    Lead.objects.update(company_name="Corrected")
    client.post(f"{URL}{run.code}/undo/")
    while advance_undo(run_id=run.pk, at=AT):
        pass
    page = client.get(f"{URL}{run.code}/").content.decode()
    assert "Left as they are" in page
    assert lead.get_absolute_url() in page


def test_a_colleague_looks_and_does_not_touch(client, marketer, marketing_manager):
    client.force_login(marketer)
    upload(client)
    run = ImportRun.objects.get()
    client.post(columns(run), mapped(client, run))
    work(run)
    client.force_login(cast.a_marketer("Colleague"))
    page = client.get(f"{URL}{run.code}/check/")
    assert page.status_code == 200
    assert "Import one row" not in page.content.decode()
    assert client.get(columns(run)).status_code == REFUSED
    assert client.post(columns(run), {}).status_code == REFUSED
    assert client.post(f"{URL}{run.code}/check/").status_code == REFUSED
    for act in ("pause", "resume", "stop"):
        assert client.post(f"{URL}{run.code}/", {"act": act}).status_code == REFUSED
    assert client.get(f"{URL}{run.code}/failed/").status_code == 200
    client.force_login(marketing_manager)
    client.post(f"{URL}{run.code}/check/")
    run.refresh_from_db()
    assert run.status == "importing"
