"""The pages of the definitions of MQL, SAL and SQL."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads import terms
from leads.models import Definition, DefinitionKind
from teams.access import member_required, person


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


def _kind(kind: DefinitionKind, now: Definition | None, rows: list[Definition]) -> dict[str, Any]:
    own = [row for row in rows if row.kind == kind]
    return {
        "value": kind.value,
        "label": kind.label,
        "now": now,
        "draft": next((row for row in own if row.in_force_at is None), None),
        "former": [row for row in own if row.in_force_at and (now is None or row.pk != now.pk)],
    }
