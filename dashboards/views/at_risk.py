"""The manager's list of everyone whose promise is broken or soon will be."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dashboards import live, waiting
from dashboards.forms import AtRiskForm
from dashboards.views.asking import checked, now
from kit import polling
from leads.models import Handoff
from sla.exporting import handoff_sheet
from teams.access import manager_required, person
from teams.taking import as_file, wants_file, zone_of_files


@manager_required
@require_GET
def at_risk(request: HttpRequest) -> HttpResponse:
    """Show who waits, most urgent first, with what the manager may do about each."""
    at, by = now(), person(request)
    form = checked(AtRiskForm(request.GET))
    asked, cursor = form.asked(), request.GET.get("cursor", "")
    if wants_file(request):
        ids = waiting.clocks(asked, at).order_by().values("handoff_id")
        rows = Handoff.objects.filter(pk__in=ids)
        sheet = handoff_sheet(rows, what="at-risk", at=at, zone=zone_of_files())
        return as_file(request, sheet, at)
    version = live.version(at)
    page = waiting.listed(asked, at=at, by=by, back=request.get_full_path(), cursor=cursor)
    kept = request.GET.copy()
    kept.pop("cursor", None)
    first_url = f"{request.path}?{kept.urlencode()}"
    kept["cursor"] = page.next_cursor
    context = {
        "page": page,
        "form": form,
        "narrowed": sum(map(bool, form.cleaned_data.values())),
        "is_filtered": asked != waiting.Asked(),
        "first_url": "" if page.is_first else first_url,
        "older_url": f"{request.path}?{kept.urlencode()}" if page.next_cursor else "",
        "poll_url": reverse("dashboards:at_risk_pulse"),
        "version": version,
    }
    return render(request, "dashboards/at_risk.html", context)


@manager_required
@require_GET
def at_risk_pulse(request: HttpRequest) -> HttpResponse:
    """Answer the list's poll: nothing while nothing happened, else that something did."""
    version = live.version(now())
    nothing_new = polling.silence(request, version)
    if nothing_new is not None:
        return nothing_new
    context = {
        "poll_url": request.path,
        "version": request.GET.get("v", ""),
        "news": _("The list has changed."),
    }
    return polling.stamped(render(request, "sla/_news.html", context), version)
