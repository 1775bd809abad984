"""The status page: are promises being watched."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sla import health
from teams.access import member_required


@never_cache
@member_required
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """Show the age of the last sweep and what is left undone."""
    context = {
        "health": health.look(timezone.now()),
        "sweeps": health.latest_sweeps(),
        "stale_seconds": settings.SWEEP_STALE_SECONDS,
    }
    return render(request, "sla/status.html", context)
