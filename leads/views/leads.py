"""The list of leads."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_htmx.middleware import HtmxDetails

from kit.refusals import BadInput
from leads.exporting import lead_sheet
from leads.forms.listing import LeadFilterForm
from leads.listing import LeadFilters, lead_page
from leads.views.list_head import quick_views, set_filters
from teams.access import member_required, person
from teams.taking import as_file, wants_file, zone_of_files


@member_required
@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """Show the leads that the filters let through, newest first; members read all of them."""
    form = LeadFilterForm(request.GET)
    filters, at = asked(form), timezone.now()
    if wants_file(request):
        sheet = lead_sheet(filters, at=at, zone=zone_of_files(), about=_about(request, form))
        return as_file(request, sheet, at)
    page = lead_page(filters, at=at, cursor=request.GET.get("cursor", ""))
    kept = request.GET.copy()
    kept.pop("cursor", None)
    here = request.path
    context = {
        "form": form,
        "page": page,
        "views": quick_views(here, request.GET),
        "set": set_filters(here, request.GET, form),
        "is_filtered": filters != LeadFilters(),
        "narrowed": sum(bool(value) for name, value in form.cleaned_data.items() if name != "q"),
        "is_part": is_part(request),
        "kept": kept.urlencode(),
        "first_url": "" if page.is_first else f"{here}?{kept.urlencode()}",
        "older_url": page.next_cursor and f"{here}?{_with_cursor(kept, page.next_cursor)}",
        "may_act": person(request).is_marketer,
    }
    template = "leads/parts/lead_list.html" if context["is_part"] else "leads/leads.html"
    return render(request, template, context)


def _about(request: HttpRequest, form: LeadFilterForm) -> list[tuple[str, str]]:
    """Return in words what the list is narrowed to."""
    return [(one.label, one.value) for one in set_filters(request.path, request.GET, form)]


def _with_cursor(kept: QueryDict, cursor: str) -> str:
    further = kept.copy()
    further["cursor"] = cursor
    return further.urlencode()


def asked(form: LeadFilterForm) -> LeadFilters:
    """Return the filters of ``form``; raises ``BadInput`` for an address nobody's page made."""
    if form.is_valid():
        return form.filters()
    field, messages = next(iter(form.errors.items()))
    raise BadInput(str(messages[0]), field=field)


def is_part(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of the page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not (htmx.boosted or htmx.history_restore_request)
