"""The agreement's pages for everybody: what is in force, and every version that was."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads import terms
from leads.models import DefinitionKind
from sla import agreements
from sla.differences import brief_words
from sla.models import AgreementVersion, VersionStatus
from sla.targets import in_order, text_of
from sla.wording import Names, groups
from teams.access import member_required, person
from teams.models import Company


@member_required
@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """Show what both sides have promised, and the versions before."""
    version = agreements.in_force()
    former = AgreementVersion.objects.exclude(status=VersionStatus.DRAFT)
    context = {
        "version": version,
        "draft": agreements.drafted(),
        "versions": former.select_related("put_in_force_by"),
        "definitions": _definitions(),
        "may_edit": person(request).is_manager,
        **(said_of(version) if version else {}),
    }
    return render(request, "sla/agreement.html", context)


@member_required
@require_GET
def agreement_version(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show one version as it stands or stood; a draft is for managers alone."""
    rows = AgreementVersion.objects.select_related("put_in_force_by")
    if not person(request).is_manager:
        rows = rows.exclude(status=VersionStatus.DRAFT)
    version = get_object_or_404(rows, code=code)
    return render(request, "sla/agreement_version.html", {"version": version, **said_of(version)})


def said_of(version: AgreementVersion) -> dict[str, Any]:
    """Return what templates show of a version: its targets in words, its brief, the currency."""
    targets = in_order(version)
    texts = [text_of(target) for target in targets]
    return {
        "groups": groups(targets, texts, Names.of(targets)),
        "brief": brief_words(version.required_brief_fields),
        "currency": Company.get().currency,
    }


def _definitions() -> list[dict[str, Any]]:
    now = terms.in_force(timezone.now())
    return [{"label": kind.label, "definition": now.definition(kind)} for kind in DefinitionKind]
