"""The pages on which definitions are changed: with the draft of the agreement, nowhere else."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from kit.row_forms import BaseRows, with_more
from leads.definitions import FACTS, MAX_STATEMENT, fingerprint_of_definition
from leads.models import Definition, DefinitionKind
from personas.forms import CRITERIA_PREFIX, criteria_in, criterion_rows, show_refusal
from sla import agreements, drafting, protocol
from sla.models import AgreementVersion
from sla.numbering import number_of
from sla.targets import NotADraft
from teams.access import manager_required, person


class DefinitionForm(forms.Form):
    """A definition beside its criteria."""

    statement = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=MAX_STATEMENT,
        required=False,
        help_text=gettext_lazy("What both sides mean by it. The criteria are what is checked."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@manager_required
@require_POST
def draft_definition(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin to change a definition in the draft of the agreement, or go on."""
    drafting.draft_definition(kind=_known(kind), at=timezone.now(), by=person(request))
    return redirect("sla:edit_definition", kind)


@manager_required
@require_http_methods(["GET", "POST"])
def edit_definition(request: HttpRequest, kind: str) -> HttpResponse:
    """Edit the definition that the draft of the agreement takes along."""
    version, kind = agreements.drafted(), _known(kind)
    draft = protocol.definition_of(version, kind) if version else None
    if version is None or draft is None or draft.in_force_at is not None:
        return redirect("leads:definitions")
    criteria, facts = list(draft.criteria.all()), FACTS[draft.kind]
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
        _save(request, version, draft, form, rows)
    except (BadInput, StalePage) as refusal:
        if isinstance(refusal, BadInput):
            show_refusal(refusal, form, rows)
        else:
            form.add_error(None, str(refusal))
        return _page(request, draft, form, rows, status=refusal.status)
    messages.success(request, _("The draft was saved."))
    return redirect("sla:edit_part", "definitions")


@manager_required
@require_POST
def discard_definition(request: HttpRequest, kind: str) -> HttpResponse:
    """Let the draft of the agreement keep the definition in force."""
    version = agreements.drafted()
    if version is None:
        raise NotADraft
    protocol.leave_definition(
        version=version, kind=_known(kind), at=timezone.now(), by=person(request)
    )
    messages.success(request, _("The change was discarded. The definition in force stays."))
    return redirect("sla:edit_part", "definitions")


def _known(kind: str) -> str:
    if kind not in DefinitionKind.values:
        raise Http404
    return kind


def _save(
    request: HttpRequest,
    version: AgreementVersion,
    draft: Definition,
    form: DefinitionForm,
    rows: BaseRows,
) -> None:
    protocol.edit_definition(
        version=version,
        kind=draft.kind,
        statement=form.cleaned_data["statement"],
        criteria=criteria_in(rows),
        by=person(request),
        seen=request.POST.get("seen", ""),
    )


def _page(
    request: HttpRequest, draft: Definition, form: DefinitionForm, rows: BaseRows, status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft,
        "label": DefinitionKind(draft.kind).label,
        "number": number_of(draft.kind),
        "form": form,
        "rows": rows,
        "seen": request.POST.get("seen") or fingerprint_of_definition(draft),
    }
    return render(request, "sla/edit_definition.html", context, status=status)
