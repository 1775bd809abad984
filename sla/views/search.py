"""The search of the top bar: what is found while typing, and its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from sla import searching
from teams.access import member_required


@member_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Show the leads and companies that are found: below the box to htmx, else as a page."""
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    size = searching.IN_BOX if is_part else searching.ON_PAGE
    found = searching.answer(text=request.GET.get("q", ""), at=timezone.now(), size=size)
    template = "sla/parts/search_box.html" if is_part else "sla/search.html"
    return render(request, template, {"found": found})
