"""How far open clocks are put under a version that takes them too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kit.background import ask_after_commit
from sla import agreements, rematching
from sla.tasks import run_rematching
from teams.access import member_required, person


@member_required
@require_http_methods(["GET", "POST"])
def open_clocks(request: HttpRequest) -> HttpResponse:
    """Show how far open clocks are put under the version in force; sent, try a failed run again."""
    version = agreements.in_force()
    if request.method == "POST":
        run = rematching.try_again(version=version, at=timezone.now(), by=person(request))
        ask_after_commit(run_rematching, run_id=run.pk)
    elif version is not None and request.htmx:  # type: ignore[attr-defined]
        context = {"version": version, "may_edit": person(request).is_manager}
        return render(request, "sla/parts/rematching_run.html", context)
    return redirect("sla:agreement")
