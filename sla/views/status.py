"""The status page: are promises being watched."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from notifications import outbox
from sla import health
from teams.access import manager_required, member_required, person

SHOWN_GIVEN_UP = 50
ID_DIGITS = 18


@never_cache
@member_required
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """Show the age of the last sweep and what is left undone."""
    by = person(request)
    context = {
        "given_up": outbox.given_up(at_most=SHOWN_GIVEN_UP) if by.is_manager else [],
        "health": health.look(timezone.now()),
        "sweeps": health.latest_sweeps(),
        "stale_seconds": settings.SWEEP_STALE_SECONDS,
    }
    return render(request, "sla/status.html", context)


@manager_required
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """Put messages that were given up back into the queue: those that are posted as ``message``."""
    wanted = request.POST.getlist("message")[:SHOWN_GIVEN_UP]
    ids = [int(each) for each in wanted if each.isdecimal() and len(each) <= ID_DIGITS]
    count = outbox.try_again(ids=ids)
    text = ngettext("%(n)s message waits again.", "%(n)s messages wait again.", count)
    messages.success(request, text % {"n": count})
    return redirect("sla:status")
