"""A rep's own leads, and their poll."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kit import polling
from leads.models import Handoff
from leads.reading import handoff_or_404
from sla import detail_pane
from sla import my_leads as mine
from sla.exporting import handoff_sheet
from teams.access import person, seller_required
from teams.taking import as_file, wants_file, zone_of_files


@seller_required
@require_GET
def my_leads(request: HttpRequest) -> HttpResponse:
    """Show the leads that the person has claimed, by what is due next."""
    at, by = timezone.now(), person(request)
    if wants_file(request):
        rows = Handoff.objects.owned_by(by.pk)
        sheet = handoff_sheet(rows, what="my-leads", at=at, zone=zone_of_files())
        return as_file(request, sheet, at)
    found = mine.my_leads(by=by, at=at)
    sections = found.sections
    detail = None
    if sections:
        first = sections[0].rows[0] = replace(sections[0].rows[0], is_selected=True)
        handoff = handoff_or_404(UUID(first.id.removeprefix("handoff-")))
        detail = detail_pane.detail(handoff, first, at, by)
    context = {"sections": sections, "detail": detail, "version": found.version}
    return render(request, "sla/my_leads.html", context)


@seller_required
@require_GET
def my_leads_pulse(request: HttpRequest) -> HttpResponse:
    """Answer the poll of one's own leads: 204 when nothing happened, else that something did."""
    version = mine.version(person(request))
    nothing_new = polling.silence(request, version)
    if nothing_new is not None:
        return nothing_new
    context = {"news": _("Your leads have changed"), "poll_url": request.path, "version": version}
    return polling.stamped(render(request, "sla/_news.html", context), version)
