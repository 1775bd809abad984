"""What marketing has spent: entered, listed, set right."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.keyset import keyset_page
from kit.refusals import BadInput, NotAllowed
from leads import costs as bills
from leads.forms.cost import CostForm
from leads.models import Campaign, Cost, Source
from teams.access import marketer_required, person
from teams.models import Company


class NarrowForm(forms.Form):
    """Of what the costs are."""

    campaign = forms.ModelChoiceField(queryset=Campaign.objects.all(), required=False)
    source = forms.ModelChoiceField(queryset=Source.objects.all(), required=False)


@marketer_required
@require_http_methods(["GET", "POST"])
def costs(request: HttpRequest) -> HttpResponse:
    """List the costs, newest first; enter one."""
    form = CostForm(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            cost = bills.enter(bill=form.bill(), at=timezone.now(), by=person(request))
        except BadInput as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The cost of %(name)s was entered.") % {"name": cost})
            return redirect("leads:costs")
    status = 422 if request.method == "POST" else 200
    return render(request, "leads/costs.html", _list(request) | {"form": form}, status=status)


@marketer_required
@require_http_methods(["GET", "POST"])
def correct_cost(request: HttpRequest, code: UUID) -> HttpResponse:
    """Enter in its place what a cost should have said."""
    cost, by = get_object_or_404(bills.standing(), code=code), person(request)
    if not bills.may_set_right(cost, by):
        raise NotAllowed
    form = CostForm(request.POST or None, cost=cost)
    if request.method == "POST" and form.is_valid():
        try:
            bills.correct(cost=cost, bill=form.bill(), at=timezone.now(), by=by)
        except BadInput as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The cost of %(name)s was corrected.") % {"name": cost})
            return redirect("leads:costs")
    status = 422 if request.method == "POST" else 200
    return render(request, "leads/correct_cost.html", {"form": form, "cost": cost}, status=status)


@marketer_required
@require_POST
def withdraw_cost(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a cost back."""
    cost = get_object_or_404(Cost.objects.select_related("campaign", "source"), code=code)
    bills.withdraw(cost=cost, at=timezone.now(), by=person(request))
    messages.success(request, _("The cost of %(name)s counts no more.") % {"name": cost})
    return redirect("leads:costs")


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return the campaign or source that the address narrows the list to."""
    narrowed = NarrowForm(request.GET)
    return (
        {name: one for name, one in narrowed.cleaned_data.items() if one}
        if narrowed.is_valid()
        else {}
    )


def _list(request: HttpRequest) -> dict[str, Any]:
    narrowed, by = _asked(request), person(request)
    found: QuerySet[Cost, Cost] = bills.standing().filter(**narrowed)
    page = keyset_page(found, by="-from_date", cursor=request.GET.get("cursor", ""))
    kept = request.GET.copy()
    kept.pop("cursor", None)
    first_url = f"{request.path}?{kept.urlencode()}"
    kept["cursor"] = page.next_cursor
    return {
        "rows": [(cost, bills.may_set_right(cost, by)) for cost in page.rows],
        "total": bills.total_of(found),
        "currency": Company.get().currency,
        "narrowed": next(iter(narrowed.values()), None),
        "first_url": "" if page.is_first else first_url,
        "older_url": f"{request.path}?{kept.urlencode()}" if page.next_cursor else "",
    }
