"""Marketing's commitments: how they stand, and what the draft promises."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kit.refusals import BadInput
from sla import agreements, commitment_list, pledging
from sla.forms.pledges import PledgesForm
from sla.targets import NotADraft
from teams.access import manager_required, member_required, person


@member_required
@require_GET
def commitments(request: HttpRequest) -> HttpResponse:
    """Show every commitment: those that run, and how the past ones ended."""
    cursor = request.GET.get("cursor", "")
    page = commitment_list.commitment_page(at=timezone.now(), cursor=cursor)
    context = {
        "page": page,
        "first_url": "" if page.is_first else request.path,
        "older_url": page.next_cursor and f"?{urlencode({'cursor': page.next_cursor})}",
    }
    return render(request, "sla/commitments.html", context)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_pledges(request: HttpRequest) -> HttpResponse:
    """Show and replace what marketing promises in the draft."""
    draft = agreements.drafted()
    if draft is None:
        raise NotADraft
    form = PledgesForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_bound and form.is_valid():
        try:
            pledging.promise(
                version=draft,
                pledges=form.pledges(),
                by=person(request),
                seen=form.cleaned_data["seen"],
            )
        except BadInput as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Marketing's commitments were saved in the draft."))
            return redirect("sla:edit_agreement")
    context = {"form": form, "draft": draft}
    return render(request, "sla/edit_pledges.html", context, status=422 if form.is_bound else 200)
