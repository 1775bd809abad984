"""Takes a file through the steps of an import, as a browser does."""

from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from leads.importing.engine import Worker

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "/leads/import/"
FILE = b"Name,Email,Employees\nHuda,huda@example.com,12\n=cmd(),bad,many\nHuda,huda@example.com,\n"


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
