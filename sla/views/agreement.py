"""The agreement's pages for everybody: what is in force, and every version that was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads import terms
from sla import agreements
from sla.clauses import Contract, contract
from sla.differences import brief_questions
from sla.models import AgreementVersion, VersionStatus
from sla.signing_words import ending_of, give_signatures, last_returned, signing_state
from sla.standing import standings
from teams.access import member_required, person
from teams.models import Company, User


@member_required
@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """Show what both sides have promised, how it stands this month, and the versions before."""
    version = agreements.in_force()
    context = {
        "version": version,
        **_news(person(request)),
        **(_living(version) if version else {}),
    }
    return render(request, "sla/agreement.html", context)


@member_required
@require_GET
def agreement_version(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show one version as it stands or stood; drafts and proposals are for managers alone."""
    rows = agreements.readable(person(request)).select_related("put_in_force_by")
    version = get_object_or_404(rows, code=code)
    company = Company.get()
    said = said_of(
        contract(version, reader=person(request)), company, version.in_force_at or timezone.now()
    )
    state = signing_state(version, company, person(request))
    context = {"version": version, "state": state, **said}
    return render(request, "sla/agreement_version.html", context)


def said_of(said: Contract, company: Company, at: datetime) -> dict[str, Any]:
    """Return what templates show of a version: its clauses, brief, heads, definitions of ``at``."""
    agreed = terms.in_force(at)
    return {
        "contract": said,
        "brief": brief_questions(said.version.required_brief_fields),
        "company": company,
        "definitions": {
            kind: named or agreed.definition(kind) for kind, named in said.definitions.items()
        },
    }


def _news(reader: User) -> dict[str, Any]:
    """Return what stands beside the text in force: what is being agreed on, what ends, what was."""
    pending, now = agreements.pending(), timezone.now()
    rows = agreements.readable(reader).exclude(status=VersionStatus.DRAFT)
    versions = list(rows.select_related("put_in_force_by"))
    give_signatures(versions)
    is_shown = pending in versions
    draft = pending if pending and pending.status == VersionStatus.DRAFT else None
    may_edit = reader.is_manager
    return {
        "may_edit": may_edit,
        "pending": pending,
        "draft": draft,
        "versions": versions,
        "state": signing_state(pending, Company.get(), reader) if pending and is_shown else None,
        "returned": last_returned(draft) if draft and may_edit else None,
        **ending_of(versions, now),
    }


def _living(version: AgreementVersion) -> dict[str, Any]:
    """Return the version in force as it is kept this month."""
    now, company = timezone.now(), Company.get()
    counted = standings(version=version, at=now, zone=company.time_zone)
    return said_of(contract(version, standings=counted), company, now)
