"""Sources and campaigns: what became of their leads; their names, spellings and archive."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dashboards import fate as found
from dashboards.days import Days
from dashboards.fate import By
from dashboards.panels import fate as panel
from dashboards.views.asking import period_menu
from dashboards.views.personas import asked_period
from kit.refusals import BadInput
from leads import costs
from leads import origins as named
from leads.models import Campaign, Lead, Source
from sla import origins as agreed
from sla.in_use import NamedInAgreement
from teams.access import allowed, member_required, person

Origin = Source | Campaign
NEWEST = 10
MODELS: dict[str, type[Any]] = {"source": Source, "campaign": Campaign}
editor_required = allowed(named.may_edit)


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


class MergeForm(forms.Form):
    """The one that this is another spelling of."""

    into: Any = forms.ModelChoiceField(
        label=gettext_lazy("It is another spelling of"), queryset=Source.objects.none()
    )

    def __init__(self, *args: Any, origin: Origin, **kwargs: Any) -> None:
        """Take what a form takes, and what is to be merged."""
        super().__init__(*args, **kwargs)
        rows = type(origin).objects.filter(archived_at__isnull=True)
        self.fields["into"].queryset = rows.exclude(pk=origin.pk)  # type: ignore[attr-defined]


@member_required
@require_GET
def origins(request: HttpRequest) -> HttpResponse:
    """List all sources and campaigns, those in use first."""
    kinds: list[tuple[By, str, QuerySet[Any, Any]]] = [
        (By.SOURCE, _("Sources"), Source.objects.select_related("merged_into")),
        (By.CAMPAIGN, _("Campaigns"), Campaign.objects.select_related("merged_into")),
    ]
    shown = []
    for by, title, rows in kinds:
        every = list(rows.order_by("name"))
        shown.append(
            {
                "by": by.value,
                "view": f"dashboards:{by.value}",
                "title": title,
                "current": [row for row in every if row.archived_at is None],
                "archived": [row for row in every if row.archived_at is not None],
            }
        )
    return render(request, "dashboards/origins.html", {"kinds": shown})


@member_required
@require_GET
def origin(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show a source or campaign: what became of its leads in a period, and the newest of them."""
    one = _find(kind, pk)
    if one.merged_into_id is not None:
        return redirect(f"dashboards:{kind}", one.merged_into_id)
    ground, period = asked_period(request)
    days = Days.seen(ground.at, ground.zone, ground.promise_seconds)
    fates = found.fates(days, period, By(kind), only=pk)
    if not costs.may_enter(person(request)):
        fates = found.whole_without_costs(fates)
    spellings = MODELS[kind].objects.filter(merged_into=one).order_by("name")
    newest = Lead.objects.filter(**{kind: one}).order_by("-created_at", "-id")[:NEWEST]
    address = reverse(f"dashboards:{kind}", args=[pk])
    context = period_menu(ground, period, lambda span: f"{address}?{urlencode(span.query())}") | {
        "one": one,
        "kind": kind,
        "figures": panel.one(fates, ground.currency),
        "newest": newest,
        "spellings": [each.name for each in spellings],
        "may_edit": named.may_edit(person(request)),
        "edit_url": reverse(f"dashboards:edit_{kind}", args=[pk]),
        "archive_url": reverse(f"dashboards:archive_{kind}", args=[pk]),
        "restore_url": reverse(f"dashboards:restore_{kind}", args=[pk]),
        "costs_url": f"{reverse('leads:costs')}?{kind}={pk}"
        if costs.may_enter(person(request))
        else "",
        "leads_url": f"{reverse('leads:leads')}?source={pk}" if kind == "source" else "",
    }
    return render(request, "dashboards/origin.html", context)


@editor_required
@require_http_methods(["GET", "POST"])
def edit_origin(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Give it another name, or make it another spelling of one that is in use."""
    one = _find(kind, pk)
    is_merge = "into" in request.POST
    name_form = NameForm(
        request.POST if request.method == "POST" and not is_merge else None,
        initial={"name": one.name},
    )
    merge_form = MergeForm(request.POST if is_merge else None, origin=one)
    form = merge_form if is_merge else name_form
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = _carry_out(one, form, request)
            except (BadInput, NamedInAgreement) as refusal:
                form.add_error(refusal.field or None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("%(name)s was saved.") % {"name": kept.name})
                return redirect(f"dashboards:{kind}", kept.pk)
    context = {
        "one": one,
        "name_form": name_form,
        "merge_form": merge_form,
        "back_url": reverse(f"dashboards:{kind}", args=[pk]),
    }
    return render(request, "dashboards/edit_origin.html", context, status=status)


@editor_required
@require_POST
def archive_origin(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take it out of what may be chosen."""
    one = _find(kind, pk)
    agreed.archive(origin=one, at=timezone.now(), by=person(request))
    messages.success(request, _("%(name)s was archived.") % {"name": one.name})
    return redirect(f"dashboards:{kind}", pk)


@editor_required
@require_POST
def restore_origin(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let it be chosen again."""
    one = _find(kind, pk)
    named.restore(origin=one, by=person(request))
    messages.success(request, _("%(name)s is in use again.") % {"name": one.name})
    return redirect(f"dashboards:{kind}", pk)


def _carry_out(one: Origin, form: NameForm | MergeForm, request: HttpRequest) -> Origin:
    by = person(request)
    if isinstance(form, NameForm):
        return agreed.rename(origin=one, name=form.cleaned_data["name"], by=by)
    into: Origin = form.cleaned_data["into"]
    agreed.merge(origin=one, into=into, at=timezone.now(), by=by)
    return into


def _find(kind: str, pk: int) -> Origin:
    one: Origin = get_object_or_404(MODELS[kind], pk=pk)
    return one
