"""The company and its teams, for administrators."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.refusals import BadInput
from teams import company as verbs
from teams.access import administrator_required, person
from teams.forms.people import CompanyForm, TeamForm, TeamNameForm
from teams.models import Company, Team


@administrator_required
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Show the company and its teams; change name, zone, currency, heads."""
    form = CompanyForm(request.POST or None, company=Company.get())
    if request.method == "POST" and form.is_valid():
        try:
            verbs.describe(text=form.text(), by=person(request))
        except BadInput as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("teams:company")
    active = Count("memberships", filter=Q(memberships__user__is_active=True))
    teams = Team.objects.annotate(people_count=active).order_by("side", "name")
    context = {"form": form, "teams": teams}
    return render(request, "teams/company.html", context, status=422 if form.errors else 200)


@administrator_required
@require_http_methods(["GET", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.found_team(**form.cleaned_data, by=person(request))
        except BadInput as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("teams:company")
    return render(
        request, "teams/new_team.html", {"form": form}, status=422 if form.errors else 200
    )


@administrator_required
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show who is in a team; rename it."""
    found = get_object_or_404(Team, code=code)
    form = TeamNameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.rename_team(team=found, name=form.cleaned_data["name"], by=person(request))
        except BadInput as refusal:
            form.add_error(refusal.field, str(refusal))
            found.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("teams:company")
    rows = found.memberships.filter(user__is_active=True).select_related("user")
    context = {"form": form, "team": found, "memberships": rows.order_by("user__name", "id")}
    return render(request, "teams/team.html", context, status=422 if form.errors else 200)
