"""The list of what left the house as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from teams.access import administrator_required
from teams.exports import LISTS, export_page


@administrator_required
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Show who took which list away, the newest first."""
    page = export_page(request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [{"row": row, "name": LISTS.get(row.what, row.what)} for row in page.rows],
    }
    return render(request, "teams/exports.html", context)
