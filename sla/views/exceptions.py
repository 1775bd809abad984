"""Hand-offs without a clock, and archiving what a promise may name."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kit.keyset import capped_count, keyset_page
from personas import catalogue
from personas.models import IdealCustomerProfile, Persona
from sla import exceptions as verbs
from sla import in_use, left_behind, targets
from sla.exporting import exception_sheet
from teams.access import allowed, manager_required, person
from teams.models import Side
from teams.taking import as_file, wants_file, zone_of_files


@manager_required
@require_GET
def exceptions(request: HttpRequest) -> HttpResponse:
    """Show what cannot go on as agreed, newest first, with why and what to do."""
    rows, at = verbs.standing(), timezone.now()
    if wants_file(request):
        return as_file(request, exception_sheet(rows, at=at, zone=zone_of_files()), at)
    page = keyset_page(rows, by="-at", cursor=request.GET.get("cursor", ""))
    count = capped_count(rows)
    gone = keyset_page(
        left_behind.owner_gone(), by="-handed_at", cursor=request.GET.get("gone", "")
    )
    context = {
        "gone": gone,
        "gone_advice": left_behind.OWNER_GONE_ADVICE,
        "gone_url": gone.next_cursor and f"?{urlencode({'gone': gone.next_cursor})}",
        "archived": left_behind.archived_calendars(),
        "archived_advice": left_behind.ARCHIVED_ADVICE,
        "may_reassign": person(request).manages(Side.SALES),
        "page": page,
        "rows": [{"row": row, "advice": verbs.ADVICE[row.cause]} for row in page.rows],
        "count": ngettext("%(n)s promise", "%(n)s promises", count.number) % {"n": count},
        "first_url": "" if page.is_first else request.path,
        "older_url": page.next_cursor and f"?{urlencode({'cursor': page.next_cursor})}",
    }
    return render(request, "sla/exceptions.html", context)


@manager_required
@require_POST
def retry_exceptions(request: HttpRequest) -> HttpResponse:
    """Start the clocks that can start by now."""
    result = verbs.retry(at=timezone.now(), by=person(request))
    if result.started:
        text = ngettext(
            "%(n)s clock was started from its true beginning.",
            "%(n)s clocks were started from their true beginning.",
            result.started,
        )
        messages.success(request, text % {"n": result.started})
    else:
        messages.info(request, _("No clock could be started. See what to do beside each."))
    return redirect("sla:exceptions")


@allowed(catalogue.may_edit)
@require_POST
def archive_persona(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a persona out of use, unless a promise names it."""
    persona = get_object_or_404(Persona, code=code)
    targets.archive_persona(persona=persona, at=timezone.now(), by=person(request))
    messages.success(request, _("%(name)s was archived.") % {"name": persona.name})
    return redirect("dashboards:persona", code)


@allowed(catalogue.may_edit)
@require_POST
def archive_profile(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a profile out of use, unless the agreement names it."""
    profile = get_object_or_404(IdealCustomerProfile, code=code)
    in_use.archive_profile(profile=profile, at=timezone.now(), by=person(request))
    messages.success(request, _("%(name)s was archived.") % {"name": profile.name})
    return redirect("personas:profile", code)
