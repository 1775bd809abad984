"""A rep's own leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from sla import my_leads as mine
from teams.access import person, seller_required


@seller_required
@require_GET
def my_leads(request: HttpRequest) -> HttpResponse:
    """Show the leads that the person has claimed, by what is due next."""
    sections = mine.my_leads(by=person(request), at=timezone.now())
    return render(request, "sla/my_leads.html", {"sections": sections})
