import re

import pytest

from leads.importing import files, runs
from leads.importing.columns import suggest
from leads.intake import NewLead, capture
from leads.models import ImportChunk, ImportProblem, ImportRun, Lead
from tests.import_steps import AT, URL, columns, mapped, upload, work

pytestmark = pytest.mark.django_db
UNPROCESSABLE = 422


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """The names of the tasks that were put in line; nothing runs."""
    names = []

    def keep(task, run_id):
        names.append(task.name.rpartition(".")[2])

    monkeypatch.setattr("leads.views.imports.ask_after_commit", keep)
    return names


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
