"""The wizard of imports: upload, map the columns, check, run, result."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leads.models import ImportRun
from teams.access import marketer_required

RUNS_SHOWN = 20


@marketer_required
def imports(request: HttpRequest) -> HttpResponse:
    """Take a file, and show the last imports."""
    runs = ImportRun.objects.select_related("created_by").order_by("-created_at", "-id")
    return render(request, "leads/imports.html", {"runs": runs[:RUNS_SHOWN]})
