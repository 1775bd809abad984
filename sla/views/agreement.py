"""The agreement's pages for everybody: what is in force, and every version that was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads import terms
from leads.models import DefinitionKind
from sla import agreements
from sla.clauses import Contract, contract
from sla.differences import brief_questions
from sla.models import AgreementVersion, VersionStatus
from sla.standing import standings
from teams.access import member_required, person
from teams.models import Company

# What marketing hands over stands among its own promises, what sales makes of it with both.
DEFINITION_CLAUSES = (
    ("1.4", DefinitionKind.MQL),
    ("3.1", DefinitionKind.SAL),
    ("3.2", DefinitionKind.SQL),
)


@member_required
@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """Show what both sides have promised, how it stands this month, and the versions before."""
    version = agreements.in_force()
    former = AgreementVersion.objects.exclude(status=VersionStatus.DRAFT)
    context = {
        "version": version,
        "draft": agreements.drafted(),
        "versions": former.select_related("put_in_force_by"),
        "may_edit": person(request).is_manager,
        **(_living(version) if version else {}),
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
    company = Company.get()
    said = said_of(contract(version), company, version.in_force_at or timezone.now())
    return render(request, "sla/agreement_version.html", {"version": version, **said})


def said_of(said: Contract, company: Company, at: datetime) -> dict[str, Any]:
    """Return what templates show of a version: its clauses, brief, heads, definitions of ``at``."""
    agreed = terms.in_force(at)
    return {
        "contract": said,
        "brief": brief_questions(said.version.required_brief_fields),
        "company": company,
        "definitions": [
            {"number": number, "label": kind.label, "definition": agreed.definition(kind)}
            for number, kind in DEFINITION_CLAUSES
        ],
    }


def _living(version: AgreementVersion) -> dict[str, Any]:
    """Return the version in force as it is kept this month."""
    now, company = timezone.now(), Company.get()
    counted = standings(version=version, at=now, zone=company.time_zone)
    return said_of(contract(version, standings=counted), company, now)
