"""Tries criteria of a persona or a profile on the leads there are, before anything is saved."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from leads.trying import tried
from leads.views.leads import is_part
from personas import catalogue
from personas.criteria import OF_THE_LEAD
from personas.forms import criteria_in, criterion_rows
from teams.access import allowed


@allowed(catalogue.may_edit)
@require_POST
def try_criteria(request: HttpRequest) -> HttpResponse:
    """Say how many of the newest leads would meet the criteria as they are typed."""
    rows = criterion_rows(request.POST, [], OF_THE_LEAD)
    found = tried(criteria_in(rows)) if rows.is_valid() else None
    template = "leads/parts/tried.html" if is_part(request) else "leads/try_criteria.html"
    status = 422 if found is None else 200
    return render(request, template, {"found": found}, status=status)
