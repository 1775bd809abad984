"""The pages on which a draft's reasons and rules of recycling are changed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from kit.row_forms import BaseRows, with_more
from leads.models import ReasonKind
from sla import agreements, protocol
from sla.forms.protocol import (
    REASONS_PREFIX,
    RecyclingForm,
    reason_rows,
    reasons_in,
    show_reason_refusal,
)
from sla.models import AgreementVersion
from sla.numbering import number_of
from teams.access import manager_required, person


@manager_required
@require_http_methods(["GET", "POST"])
def edit_reasons(request: HttpRequest, kind: str) -> HttpResponse:
    """Change the reasons of one kind of decision in the draft of the agreement."""
    draft = agreements.drafted()
    if kind not in ReasonKind.values:
        raise Http404
    if draft is None:
        return redirect("sla:agreement")
    standing = [text for text in protocol.reasons_of(draft) if text.kind == kind]
    if request.method == "GET":
        return _reasons_page(request, draft, kind, reason_rows(None, standing, kind))
    if "more" in request.POST:
        data = with_more(request.POST, REASONS_PREFIX)
        return _reasons_page(request, draft, kind, reason_rows(data, standing, kind))
    rows = reason_rows(request.POST, standing, kind)
    if not rows.is_valid():
        return _reasons_page(request, draft, kind, rows, status=422)
    try:
        protocol.edit_reasons(
            version=draft,
            kind=kind,
            texts=reasons_in(rows, kind),
            by=person(request),
            seen=request.POST.get("seen", ""),
        )
    except (BadInput, StalePage) as refusal:
        show_reason_refusal(refusal, rows)
        return _reasons_page(request, draft, kind, rows, status=refusal.status)
    messages.success(request, _("The draft was saved."))
    return redirect("sla:edit_part", "protocol")


@manager_required
@require_http_methods(["GET", "POST"])
def edit_recycling(request: HttpRequest) -> HttpResponse:
    """Change how long and how often leads go back to marketing, in the draft of the agreement."""
    draft = agreements.drafted()
    if draft is None:
        return redirect("sla:agreement")
    if request.method == "GET":
        return _recycling_page(request, draft, RecyclingForm(instance=draft))
    form = RecyclingForm(request.POST, instance=draft)
    if not form.is_valid():
        return _recycling_page(request, draft, form, status=422)
    try:
        protocol.edit_recycling(
            version=draft,
            rules=form.rules(),
            by=person(request),
            seen=request.POST.get("seen", ""),
        )
    except (BadInput, StalePage) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _recycling_page(request, draft, form, status=refusal.status)
    messages.success(request, _("The draft was saved."))
    return redirect("sla:edit_part", "protocol")


def _reasons_page(
    request: HttpRequest, draft: AgreementVersion, kind: str, rows: BaseRows, status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft,
        "kind": kind,
        "label": ReasonKind(kind).label,
        "number": number_of("recycling" if kind == ReasonKind.RECYCLE else "rejection"),
        "rows": rows,
        "seen": request.POST.get("seen") or protocol.fingerprint_of_reasons(draft),
    }
    return render(request, "sla/edit_reasons.html", context, status=status)


def _recycling_page(
    request: HttpRequest, draft: AgreementVersion, form: RecyclingForm, status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "number": number_of("recycling"),
        "seen": request.POST.get("seen") or protocol.fingerprint_of_recycling(draft),
    }
    return render(request, "sla/edit_recycling.html", context, status=status)
