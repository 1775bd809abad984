"""Any two versions of the agreement beside each other."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from sla import comparing
from sla.agreements import readable
from sla.forms.comparing import CompareForm
from teams.access import member_required, person


@member_required
@require_GET
def compare_versions(request: HttpRequest) -> HttpResponse:
    """Lead to the two versions that were chosen; ask for them where none are."""
    form = CompareForm(request.GET or None, versions=readable(person(request)))
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        return redirect("sla:compare", chosen["before"].code, chosen["after"].code)
    return render(request, "sla/compare.html", {"form": form}, status=422 if form.errors else 200)


@member_required
@require_GET
def compare(request: HttpRequest, before: UUID, after: UUID) -> HttpResponse:
    """Show what the second version says that the first did not, clause by clause."""
    rows = readable(person(request))
    old, new = get_object_or_404(rows, code=before), get_object_or_404(rows, code=after)
    form = CompareForm(initial={"before": old.code, "after": new.code}, versions=rows)
    context = {"form": form, "old": old, "new": new, "clauses": comparing.compare(old, new)}
    return render(request, "sla/compare.html", context)
