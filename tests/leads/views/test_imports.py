import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leads.importing import files, runs
from leads.importing.columns import suggest
from leads.importing.engine import Worker
from leads.importing.undoing import advance_undo
from leads.intake import NewLead, capture
from leads.models import ImportChunk, ImportProblem, ImportRun, Lead
from tests import cast
from tests.doors import FOUND, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "/leads/import/"
UNPROCESSABLE = 422
FILE = b"Name,Email,Employees\nHuda,huda@example.com,12\n=cmd(),bad,many\nHuda,huda@example.com,\n"


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """The names of the tasks that were put in line; nothing runs."""
    names = []

    def keep(task, run_id):
        names.append(task.name.rpartition(".")[2])

    monkeypatch.setattr("leads.views.imports.ask_after_commit", keep)
    return names


def upload(client, data=FILE, name="leads.csv", kind="leads"):
    return client.post(URL, {"kind": kind, "file": SimpleUploadedFile(name, data)})


def columns(run):
    return f"{URL}{run.code}/columns/"


def work(run):
    worker = Worker(run.pk)
    while worker.step(at=AT):
        pass
    run.refresh_from_db()


def mapped(client, run, **more):
    page = client.get(columns(run))
    form, reading = page.context["form"], page.context["reading"]
    typed = {field.html_name: field.value() for field in form} | dict(reading.data)
    return {name: value for name, value in typed.items() if value not in (None, False)} | more


def test_no_two_fields_of_the_columns_page_share_an_id(client, marketer):
    client.force_login(marketer)
    upload(client)
    page = client.get(columns(ImportRun.objects.get())).content.decode()
    ids = re.findall(r'\bid="(id_[^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_a_file_goes_through_the_four_steps(client, marketer, queued):
    client.force_login(marketer)
    answer = upload(client)
    run = ImportRun.objects.get()
    assert answer["Location"] == columns(run)
    assert "huda@example.com" in client.get(columns(run)).content.decode()
    answer = client.post(columns(run), mapped(client, run))
    assert answer["Location"] == f"{URL}{run.code}/check/"
    assert 'hx-trigger="every 2s"' in client.get(answer["Location"]).content.decode()
    work(run)
    page = client.get(f"{URL}{run.code}/check/").content.decode()
    assert "1 lead will be added, 1 duplicate skipped, 1 row needs fixing." in page
    assert "“bad” is not an e-mail address." in page
    assert not Lead.objects.exists()
    answer = client.post(f"{URL}{run.code}/check/")
    assert answer["Location"] == f"{URL}{run.code}/"
    assert queued == ["check_import", "run_import"]
    work(run)
    page = client.get(f"{URL}{run.code}/").content.decode()
    assert "1 lead added, 1 duplicate skipped, 1 row needs fixing." in page
    assert f"{URL}{run.code}/failed/" in page
    assert Lead.objects.get().email == "huda@example.com"


def test_the_failed_rows_come_back_as_a_file(client, marketer):
    client.force_login(marketer)
    upload(client, name="عملاء.csv")
    run = ImportRun.objects.get()
    client.post(columns(run), mapped(client, run))
    work(run)
    answer = client.get(f"{URL}{run.code}/failed/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''to-fix-%D8%B9")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffLine,Reason,Name,Email,Employees\r\n3,")
    assert "'=cmd(),bad,many" in text


def test_how_the_file_is_read_can_be_changed(client, marketer):
    client.force_login(marketer)
    upload(client, "Notes;Name\nleft, right;Hôtel\nleft, right;Café\n".encode("cp1252"))
    run = ImportRun.objects.get()
    assert (run.encoding, run.delimiter) == ("cp1252", ";")
    asked = {"encoding": "utf-8", "delimiter": ",", "header_line": "1", "shown": "cp1252 ;"}
    page = client.get(columns(run), asked)
    assert page.context["reading"]["encoding"].value() == "utf-8"
    assert len(page.context["form"].columns) == 2
    later = asked | {"header_line": "2", "shown": "utf-8 ,"}
    assert client.get(columns(run), later).context["form"].head.header[0] == "left"
    run.refresh_from_db()
    assert run.encoding == "cp1252"
    client.post(columns(run), mapped(client, run))
    work(run)
    assert run.good_count == 2


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"column_0": "email", "column_1": "email"}, "Two columns fill"),
        ({"column_0": "", "column_1": ""}, "Say which column holds"),
        ({"column_0": "nonsense"}, "nonsense"),
    ],
)
def test_a_mapping_that_cannot_work_is_answered_in_the_form(client, marketer, chosen, message):
    client.force_login(marketer)
    upload(client)
    run = ImportRun.objects.get()
    answer = client.post(columns(run), mapped(client, run, **chosen))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    run.refresh_from_db()
    assert run.status == "uploaded"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b" \n \n", "The file is empty."),
        (b"Name,Email\n", "no rows below it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "This is neither a workbook nor a text file"),
        (b"PK\x03\x04" + bytes(500), "as CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_kept(client, marketer, data, message):
    client.force_login(marketer)
    answer = upload(client, data)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not ImportRun.objects.exists()
    assert not ImportChunk.objects.exists()


def test_a_file_that_is_too_large_is_refused_as_such(client, marketer, settings):
    settings.IMPORT_MAX_BYTES = 10
    client.force_login(marketer)
    assert upload(client).status_code == 413
    assert not ImportRun.objects.exists()


def test_a_large_file_is_kept_in_pieces(client, marketer, monkeypatch, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(files, "PIECE_BYTES", 1000)
    client.force_login(marketer)
    rows = b"".join(b"Person %d,p%d@example.com\n" % (n, n) for n in range(200))
    upload(client, b"Name,Email\n" + rows)
    assert ImportChunk.objects.count() > 1
    run = ImportRun.objects.get()
    client.post(columns(run), mapped(client, run))
    work(run)
    assert run.good_count == 200


def test_without_a_file_the_form_says_so(client, marketer):
    client.force_login(marketer)
    answer = client.post(URL, {"kind": "leads"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]


def test_a_step_that_is_not_due_is_refused_or_shown_the_way(client, marketer):
    client.force_login(marketer)
    upload(client)
    run = ImportRun.objects.get()
    assert client.post(f"{URL}{run.code}/check/").status_code == 409
    assert client.post(f"{URL}{run.code}/").status_code == 409
    for step in ("check/", ""):
        assert client.get(f"{URL}{run.code}/{step}")["Location"] == columns(run)
    ImportRun.objects.update(status="done")
    assert client.get(columns(run))["Location"] == f"{URL}{run.code}/"


def test_a_running_import_can_be_stopped(client, marketer):
    client.force_login(marketer)
    upload(client)
    run = ImportRun.objects.get()
    ImportRun.objects.update(status="importing", heartbeat_at=AT)
    client.post(f"{URL}{run.code}/")
    run.refresh_from_db()
    assert run.status == "cancelled"


def test_past_imports_are_listed(client, marketer):
    client.force_login(marketer)
    upload(client)
    assert "leads.csv" in client.get(URL).content.decode()


def test_an_import_that_is_not_there_is_not_found(client, marketer):
    client.force_login(marketer)
    missing = f"{URL}00000000-0000-4000-8000-000000000000/"
    for step in ("", "columns/", "check/", "failed/"):
        assert client.get(missing + step).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("rep", 403), ("manager", 403), ("outsider", 404)])
def test_the_doors_are_closed_to_others(client, request, marketer, who, status):
    client.force_login(marketer)
    upload(client)
    run = ImportRun.objects.get()
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL).status_code == status
    assert upload(client).status_code == status
    for step in ("columns/", "check/", ""):
        assert client.get(f"{URL}{run.code}/{step}").status_code == status
        assert client.post(f"{URL}{run.code}/{step}").status_code == status
    assert client.get(f"{URL}{run.code}/failed/").status_code == status
    assert ImportRun.objects.get().status == "uploaded"
    assert not ImportProblem.objects.exists()


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client):
    for step in ("", "00000000-0000-4000-8000-000000000000/columns/"):
        assert "/sign-in/" in client.get(URL + step)["Location"]


def test_a_column_shows_its_first_different_values(client, marketer):
    client.force_login(marketer)
    upload(client, b"Name,Region\nHuda,Qatar\nOmar,Qatar\nHala,\nRami,Kuwait\n")
    form = client.get(columns(ImportRun.objects.get())).context["form"]
    assert [samples for _, samples in form.columns] == [
        ["Huda", "Omar", "Hala"],
        ["Qatar", "Kuwait"],
    ]


def test_the_steps_behind_can_be_gone_back_to_until_the_import_begins(client, marketer):
    client.force_login(marketer)
    upload(client)
    run = ImportRun.objects.get()
    assert [step["url"] for step in client.get(columns(run)).context["steps"]] == [URL, "", "", ""]
    client.post(columns(run), mapped(client, run))
    work(run)
    steps = client.get(f"{URL}{run.code}/check/").context["steps"]
    assert [step["url"] for step in steps] == [URL, columns(run), "", ""]
    client.post(f"{URL}{run.code}/check/")
    steps = client.get(f"{URL}{run.code}/").context["steps"]
    assert [step["url"] for step in steps] == ["", "", "", ""]


def test_what_came_in_is_found_again_by_its_import(client, marketer):
    client.force_login(marketer)
    capture(new=NewLead(name="Typed"), at=AT, by=marketer)
    came = [brought(marketer, f"{name},{name}@example.com") for name in ("Huda", "Omar")]
    page = client.get(f"{URL}{came[0].code}/").content.decode()
    address = f"/leads/?run={came[0].code}"
    assert f'href="{address}"' in page
    found = client.get(address)
    assert [row.title for row in found.context["page"].rows] == ["Huda"]
    assert f'name="run" value="{came[0].code}"' in found.content.decode()  # further filters keep it
    assert client.get("/leads/?run=nonsense").status_code == UNPROCESSABLE


def brought(marketer, line):
    data = f"Name,Email\n{line}\n".encode()
    run = files.store(
        name="leads.csv", size=len(data), pieces=[data], kind="leads", at=AT, by=marketer
    )
    mapping = suggest(files.head_of(run).header, run.kind)
    runs.start_check(run=run, mapping=mapping, options=runs.ImportOptions(), at=AT, by=marketer)
    work(run)
    runs.start_import(run=run, at=AT, by=marketer)
    work(run)
    return run


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
