"""The page of a lead."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads.reading import lead_or_404
from sla import lead_page
from teams.access import member_required, person


@member_required
@require_GET
def lead(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show a lead: brief, clocks, timeline, and what the person may do with it now."""
    page = lead_page.lead_page(lead=lead_or_404(code), by=person(request), at=timezone.now())
    return render(
        request,
        "sla/lead.html",
        {
            "page": page,
            "current": page.cycles[0] if page.cycles and page.cycles[0].is_open else None,
        },
    )
