"""The page of a lead, and its poll."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kit import polling
from leads import nudging
from leads.reading import lead_or_404
from sla import acknowledging, lead_page
from teams.access import member_required, person


@member_required
@require_GET
def lead(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show a lead: brief, clocks, timeline, and what the person may do with it now."""
    found = lead_or_404(code)
    version = lead_page.version(code)
    at, by = timezone.now(), person(request)
    page = lead_page.lead_page(lead=found, by=by, at=at)
    current = page.cycles[0] if page.cycles and page.cycles[0].is_open else None
    taken_up = acknowledging.open_to(handoff=current.handoff, by=by) if current else []
    context = {
        "page": page,
        "to_take_up": ", ".join(clock.get_metric_display() for clock in taken_up),
        "current": current,
        "nudge": nudging.offer(handoff=current.handoff, at=at, by=by) if current else None,
        "version": version,
    }
    return render(request, "sla/lead.html", context)


@member_required
@require_GET
def lead_pulse(request: HttpRequest, code: UUID) -> HttpResponse:
    """Answer the poll of a lead's page: 204 when nothing happened, else what did, and by whom."""
    version = lead_page.version(code)
    nothing_new = polling.silence(request, version)
    if nothing_new is not None:
        return nothing_new
    context = {
        "news": lead_page.latest_words(lead_or_404(code), timezone.now()),
        "poll_url": request.path,
        "version": version,
    }
    return polling.stamped(render(request, "sla/_news.html", context), version)
