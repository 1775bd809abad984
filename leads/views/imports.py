"""The wizard of imports: upload, map the columns, check, run, result."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kit.background import ask_after_commit
from kit.refusals import BadInput, NotAllowed
from leads.forms.imports import MappingForm, ReadingForm, UploadForm, reading_of
from leads.importing import files, runs, undoing
from leads.importing.failed import failed_rows as lines_of
from leads.importing.report import report_of
from leads.models import ImportRun, ImportStatus
from leads.tasks import check_import as check_task
from leads.tasks import run_import as import_task
from leads.tasks import undo_import as undo_task
from leads.views.leads import is_part
from teams.access import marketer_required, person
from teams.models import User

RUNS_SHOWN = 20
_ICONS = {
    ImportStatus.UPLOADED: "file-up",
    ImportStatus.CHECKING: "loader",
    ImportStatus.CHECKED: "list-checks",
    ImportStatus.IMPORTING: "loader",
    ImportStatus.DONE: "circle-check",
    ImportStatus.FAILED: "circle-x",
    ImportStatus.CANCELLED: "circle-slash",
    ImportStatus.PAUSED: "circle-pause",
    ImportStatus.UNDOING: "undo-2",
    ImportStatus.UNDONE: "undo-2",
}


@marketer_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Take a file, and show the last imports."""
    if request.method == "GET":
        return _upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, 422)
    try:
        run = files.store(
            name=form.upload.name or "",
            size=form.upload.size or 0,
            pieces=form.upload.chunks(files.PIECE_BYTES),
            kind=form.cleaned_data["kind"],
            at=timezone.now(),
            by=person(request),
        )
    except BadInput as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _upload_page(request, form, refusal.status)
    return redirect("leads:map_columns", run.code)


@marketer_required
@require_http_methods(["GET", "POST"])
def map_columns(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask which column fills which field, and how the file is read."""
    run = _run(code)
    if run.status in (
        *runs.UNFINISHED,
        ImportStatus.DONE,
        ImportStatus.PAUSED,
        ImportStatus.UNDOING,
    ):
        return redirect(_page_of(run))
    if not runs.may_change(run, person(request)):
        raise NotAllowed
    asked = request.POST if request.method == "POST" else request.GET
    head = files.read_again(run, **ReadingForm(asked, sheets=run.sheets).reading())
    form = MappingForm(request.POST if request.method == "POST" else None, head=head, run=run)
    if request.method == "GET":
        return _mapping_page(request, run, form)
    if not form.is_valid():
        return _mapping_page(request, run, form, 422)
    run.header = head.header
    try:
        runs.start_check(
            run=run,
            mapping=form.mapping(),
            options=form.options(),
            at=timezone.now(),
            by=person(request),
        )
    except BadInput as refusal:
        form.add_error(None, str(refusal))
        return _mapping_page(request, run, form, refusal.status)
    ask_after_commit(check_task, run_id=run.pk)
    return redirect("leads:check_import", run.code)


@marketer_required
@require_http_methods(["GET", "POST"])
def check_import(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show what the import will do, before anything is written; POST lets it run."""
    run = _run(code)
    if request.method == "POST":
        runs.start_import(run=run, at=timezone.now(), by=person(request))
        ask_after_commit(import_task, run_id=run.pk)
        return redirect("leads:import_run", run.code)
    if run.status not in (ImportStatus.CHECKING, ImportStatus.CHECKED, ImportStatus.FAILED):
        return redirect(_page_of(run))
    return _progress_page(request, run, "leads/check_import.html")


@marketer_required
@require_http_methods(["GET", "POST"])
def import_run(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show how far an import is and what it came to; POST stops it, pauses it or lets it go on."""
    run = _run(code)
    if request.method == "POST":
        acts = {"pause": runs.pause, "resume": runs.resume}
        act = acts.get(request.POST.get("act", ""), runs.cancel)
        act(run=run, at=timezone.now(), by=person(request))
        if act is runs.resume:
            ask_after_commit(import_task, run_id=run.pk)
        return redirect("leads:import_run", run.code)
    if run.status in (ImportStatus.UPLOADED, ImportStatus.CHECKING, ImportStatus.CHECKED):
        return redirect(_page_of(run))
    return _progress_page(request, run, "leads/import_run.html")


@marketer_required
@require_http_methods(["GET", "POST"])
def undo_import(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say what undoing an import would do; POST begins it."""
    run = _run(code)
    if not runs.may_change(run, person(request)):
        raise NotAllowed
    if request.method == "POST":
        undoing.start_undo(run=run, at=timezone.now(), by=person(request))
        ask_after_commit(undo_task, run_id=run.pk)
        return redirect("leads:import_run", run.code)
    if not undoing.can_be_undone(run):
        return redirect(_page_of(run))
    context = {"run": run, "foreseen": undoing.foresee(run)}
    return render(request, "leads/undo_import.html", context)


@marketer_required
@require_GET
def failed_rows(request: HttpRequest, code: UUID) -> HttpResponse:
    """Send the rows that need fixing as a file, written while it is sent."""
    run = _run(code)
    name = iri_to_uri(_("to-fix-%(name)s") % {"name": run.file_name.replace("/", "-")})
    answer = StreamingHttpResponse(
        lines_of(run, get_language() or "en"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
    return cast("HttpResponse", answer)


def _run(code: UUID) -> ImportRun:
    return get_object_or_404(ImportRun.objects.select_related("created_by"), code=code)


def _page_of(run: ImportRun) -> str:
    """Return the address of the step at which ``run`` stands."""
    step = {
        ImportStatus.UPLOADED: "leads:map_columns",
        ImportStatus.CHECKING: "leads:check_import",
        ImportStatus.CHECKED: "leads:check_import",
    }.get(ImportStatus(run.status), "leads:import_run")
    return reverse(step, args=[run.code])


def _is_open(run: ImportRun, by: User) -> bool:
    """Return whether there is a page of ``run`` for ``by``: none is before it was checked."""
    return run.status != ImportStatus.UPLOADED or runs.may_change(run, by)


def _upload_page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    rows = ImportRun.objects.select_related("created_by").order_by("-created_at", "-id")
    past = [
        {
            "run": run,
            "url": _page_of(run) if _is_open(run, person(request)) else "",
            "icon": _ICONS[ImportStatus(run.status)],
            "taken": run.good_count + run.updated_count,
        }
        for run in rows[:RUNS_SHOWN]
    ]
    context = {
        "form": form,
        "past": past,
        "steps": _steps(0),
        "max_megabytes": files.max_megabytes(),
    }
    return render(request, "leads/imports.html", context, status=status)


def _mapping_page(
    request: HttpRequest, run: ImportRun, form: MappingForm, status: int = 200
) -> HttpResponse:
    context = {
        "run": run,
        "form": form,
        "reading": reading_of(run, form.head),
        "former": form.former,
        "steps": _steps(1, run),
    }
    return render(request, "leads/map_columns.html", context, status=status)


def _progress_page(request: HttpRequest, run: ImportRun, template: str) -> HttpResponse:
    report = report_of(run)
    may_change = runs.may_change(run, person(request))
    is_import = template == "leads/import_run.html"
    context = {
        "run": run,
        "report": report,
        "is_import": is_import,
        "rows_to_take": run.good_count + run.updated_count,
        "here": request.path,
        "left": undoing.left_as_they_are(run) if run.status == ImportStatus.UNDONE else [],
        "may_change": may_change,
        "may_undo": undoing.can_be_undone(run) and may_change,
        "steps": _steps(4 if report.is_done else 3 if is_import else 2, run),
    }
    part = "leads/parts/import_progress.html"
    return render(request, part if is_part(request) else template, context)


def _steps(current: int, run: ImportRun | None = None) -> list[dict[str, Any]]:
    """Return the steps of the wizard; those behind ``current`` can be gone back to."""
    names = [_("Upload"), _("Columns"), _("Check"), _("Import")]
    back = {}
    if run is not None and run.status in (ImportStatus.UPLOADED, ImportStatus.CHECKED):
        back = {0: reverse("leads:imports"), 1: reverse("leads:map_columns", args=[run.code])}
    return [
        {
            "name": name,
            "is_done": number < current,
            "is_current": number == current,
            "url": back.get(number, "") if number < current else "",
        }
        for number, name in enumerate(names)
    ]
