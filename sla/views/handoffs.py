"""Marketing's hand-offs: what became of them, and what would be promised for the next one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django_htmx.middleware import HtmxDetails

from kit.keyset import Count
from kit.refusals import BadInput
from leads import statuses
from leads.reading import lead_or_404
from sla import handoff_list, previewing
from sla.exporting import handoff_sheet
from sla.forms.handoffs import HandoffFilterForm
from teams.access import allowed, marketer_required, person
from teams.taking import as_file, wants_file, zone_of_files

_TABS: dict[str, str | Promise] = {
    statuses.WAITING: _("Waiting"),
    statuses.WITH_SALES: _("With sales"),
    statuses.QUALIFIED: _("Qualified"),
    statuses.WON: _("Won"),
    statuses.RETURNED: _("Returned"),
    statuses.ENDED: _("Lost or taken back"),
}


@allowed(lambda user: user.is_marketer or user.is_manager)
@require_GET
def handoffs(request: HttpRequest) -> HttpResponse:
    """Show what became of marketing's hand-offs, newest first."""
    form = HandoffFilterForm(request.GET)
    if not form.is_valid():
        raise BadInput
    filters = form.filters(person(request))
    at = timezone.now()
    if wants_file(request):
        rows = handoff_list.matching(filters)
        sheet = handoff_sheet(rows, what="handoffs", at=at, zone=zone_of_files())
        return as_file(request, sheet, at)
    cursor = request.GET.get("cursor", "")
    page = handoff_list.handoff_page(filters=filters, at=at, cursor=cursor)
    context = {
        "form": form,
        "page": page,
        "tabs": _tabs(request, filters.status, page.counts),
        "status": filters.status,
        "first_url": "" if page.is_first else _address(request),
        "older_url": page.next_cursor and _address(request, cursor=page.next_cursor),
        "narrowed": sum(bool(form.cleaned_data[name]) for name in ("whose", "source", "outcome")),
        "clear_url": request.path if any(form.cleaned_data.values()) else "",
        "may_hand_off": person(request).is_marketer,
    }
    return render(request, "sla/handoffs.html", context)


@marketer_required
@require_GET
def promise_preview(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show what sales would promise for a lead handed over now: a fragment beside the brief."""
    lead = lead_or_404(code)
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if not htmx:
        return redirect(lead)
    promises = previewing.preview(lead=lead, by=person(request), at=timezone.now())
    return render(request, "sla/promise_preview.html", {"promises": promises})


def _tabs(request: HttpRequest, current: str, counts: dict[str, Count]) -> list[dict[str, Any]]:
    """Return "All" and one tab a status, each keeping the other filters."""
    tabs = [{"label": _("All"), "status": "", "count": None}]
    tabs += [{"label": _TABS[one], "status": one, "count": counts[one]} for one in _TABS]
    return [
        tab
        | {
            "url": _address(request, status=str(tab["status"])),
            "is_current": tab["status"] == current,
        }
        for tab in tabs
    ]


def _address(request: HttpRequest, **changes: str) -> str:
    """Return this page's address with its filters, changed by ``changes``, from the first page."""
    query: QueryDict = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path
