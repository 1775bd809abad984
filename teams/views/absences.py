"""Who of sales is away: saying so, and being back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.keyset import keyset_page
from kit.refusals import BadInput
from teams import absences as verbs
from teams.access import person, seller_required
from teams.forms.absences import AbsenceForm
from teams.models import Absence


@seller_required
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """List who is away or will be, and note one more."""
    at, by = timezone.now(), person(request)
    form = AbsenceForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.bounds()
        who = form.who_is_away()
        try:
            verbs.note(user=who, starts_at=starts_at, ends_at=ends_at, at=at, by=by)
        except BadInput as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Noted: %(name)s is away then.") % {"name": who})
            return redirect("teams:absences")
    page = keyset_page(verbs.standing(at), by="starts_at", cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": page,
        "rows": [
            {"row": row, "may": verbs.may_note(row.user, by), "is_now": row.starts_at <= at}
            for row in page.rows
        ],
        "older_url": f"?cursor={page.next_cursor}" if page.next_cursor else "",
        "first_url": "" if page.is_first else request.path,
    }
    return render(request, "teams/absences.html", context, status=422 if form.errors else 200)


@seller_required
@require_POST
def cancel_absence(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take an absence back, or end it now."""
    absence = get_object_or_404(Absence.objects.select_related("user"), code=code)
    verbs.cancel(absence=absence, at=timezone.now(), by=person(request))
    messages.success(request, _("%(name)s is here then.") % {"name": absence.user})
    return redirect("teams:absences")
