"""The pages of the definitions of MQL, SAL and SQL."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from kit.row_forms import BaseRows, with_more
from leads import definitions as verbs
from leads import terms
from leads.models import Definition, DefinitionKind
from personas.forms import CRITERIA_PREFIX, criteria_in, criterion_rows, show_refusal
from teams.access import manager_required, member_required, person


class DefinitionForm(forms.Form):
    """A definition beside its criteria."""

    statement = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=verbs.MAX_STATEMENT,
        required=False,
        help_text=gettext_lazy("What both sides mean by it. The criteria are what is checked."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@member_required
@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """Show each definition: in force, drafted, and every version that was."""
    agreed = terms.in_force(timezone.now())
    rows = list(Definition.objects.order_by("-version").select_related("created_by"))
    kinds = [_kind(kind, agreed.definition(kind), rows) for kind in DefinitionKind]
    context = {"kinds": kinds, "may_edit": person(request).is_manager}
    return render(request, "leads/definitions.html", context)


@member_required
@require_GET
def definition(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show one version that is or was in force."""
    rows = Definition.objects.filter(in_force_at__isnull=False).prefetch_related("criteria")
    return render(
        request, "leads/definition.html", {"definition": get_object_or_404(rows, code=code)}
    )


@manager_required
@require_POST
def draft_definition(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a draft, or go on with the one there is."""
    verbs.draft(kind=_known(kind), at=timezone.now(), by=person(request))
    return redirect("leads:edit_definition", kind)


@manager_required
@require_http_methods(["GET", "POST"])
def edit_definition(request: HttpRequest, kind: str) -> HttpResponse:
    """Edit the draft of a kind; from here it is put in force."""
    draft = _drafted(kind)
    if draft is None:
        return redirect("leads:definitions")
    criteria, facts = list(draft.criteria.all()), verbs.FACTS[draft.kind]
    if request.method == "GET":
        form = DefinitionForm(initial={"statement": draft.statement})
        return _page(request, draft, form, criterion_rows(None, criteria, facts))
    form = DefinitionForm(request.POST)
    if "more" in request.POST:
        data = with_more(request.POST, CRITERIA_PREFIX)
        return _page(request, draft, form, criterion_rows(data, criteria, facts))
    rows = criterion_rows(request.POST, criteria, facts)
    if not (form.is_valid() & rows.is_valid()):
        return _page(request, draft, form, rows, status=422)
    try:
        _save(request, draft, form, rows)
    except (BadInput, StalePage) as refusal:
        if isinstance(refusal, BadInput):
            show_refusal(refusal, form, rows)
        else:
            form.add_error(None, str(refusal))
        return _page(request, draft, form, rows, status=refusal.status)
    messages.success(request, _("The draft was saved."))
    return redirect("leads:edit_definition", kind)


@manager_required
@require_POST
def put_definition_in_force(request: HttpRequest, kind: str) -> HttpResponse:
    """Put the draft in force as it was saved and shown."""
    draft = _drafted(kind)
    if draft is None:
        raise verbs.DefinitionInForce
    saved = verbs.put_in_force(
        definition=draft,
        at=timezone.now(),
        by=person(request),
        seen=request.POST.get("seen", ""),
    )
    messages.success(request, _("%(definition)s is in force.") % {"definition": saved})
    return redirect("leads:definitions")


@manager_required
@require_POST
def discard_definition(request: HttpRequest, kind: str) -> HttpResponse:
    """Discard the draft."""
    draft = _drafted(kind)
    if draft is not None:
        verbs.discard(definition=draft, by=person(request))
        messages.success(request, _("The draft was discarded."))
    return redirect("leads:definitions")


def _kind(kind: DefinitionKind, now: Definition | None, rows: list[Definition]) -> dict[str, Any]:
    own = [row for row in rows if row.kind == kind]
    return {
        "value": kind.value,
        "label": kind.label,
        "now": now,
        "draft": next((row for row in own if row.in_force_at is None), None),
        "former": [row for row in own if row.in_force_at and (now is None or row.pk != now.pk)],
    }


def _known(kind: str) -> str:
    if kind not in DefinitionKind.values:
        raise Http404
    return kind


def _drafted(kind: str) -> Definition | None:
    rows = Definition.objects.filter(kind=_known(kind), in_force_at__isnull=True)
    return rows.prefetch_related("criteria").first()


def _save(request: HttpRequest, draft: Definition, form: DefinitionForm, rows: BaseRows) -> None:
    verbs.edit(
        definition=draft,
        statement=form.cleaned_data["statement"],
        criteria=criteria_in(rows),
        by=person(request),
        seen=request.POST.get("seen", ""),
    )


def _page(
    request: HttpRequest, draft: Definition, form: DefinitionForm, rows: BaseRows, status: int = 200
) -> HttpResponse:
    saved = verbs.fingerprint_of_definition(draft)
    context = {
        "draft": draft,
        "label": DefinitionKind(draft.kind).label,
        "form": form,
        "rows": rows,
        "seen": request.POST.get("seen") or saved,
        "saved": saved,
        "criteria": draft.criteria.all(),
        "is_saved": not form.is_bound,
    }
    return render(request, "leads/edit_definition.html", context, status=status)
