"""What was agreed of leads: definitions, and the reasons of decisions."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import read_query
from kit.api_pages import answer_all
from kit.api_schema import page_of, reads
from leads import terms
from leads.api import inputs
from leads.models import Definition, ReasonKind
from leads.reading import handoff_or_404
from leads.shapes.check import DefinitionShape, tell_definition

_TAGS = ["Personas and definitions"]


class ReasonOffered(serializers.Serializer[Any]):
    """A reason that may be given with a decision."""

    kind = serializers.ChoiceField(choices=ReasonKind.choices)
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    needs_text = serializers.BooleanField()
    needs_criterion = serializers.BooleanField()
    needs_attempts = serializers.BooleanField(help_text="Only after the promised attempts.")


@extend_schema(
    operation_id="definitions_list",
    tags=_TAGS,
    parameters=[inputs.DefinitionQuery],
    responses=reads(page_of(DefinitionShape)),
    summary="List definitions",
    description="MQL, SAL and SQL with their criteria: every version that is or was in force, "
    "the newest first.",
)
@api_view(["GET"])
def definitions(request: Request) -> Response:
    """List the definitions."""
    now = timezone.now()
    query = read_query(inputs.DefinitionQuery, request)
    current = set(terms.in_force(now).definition_ids.values())
    rows = Definition.objects.filter(in_force_at__lte=now).order_by("kind", "-version")
    if query["kind"]:
        rows = rows.filter(kind=query["kind"])
    return answer_all(
        [
            tell_definition(row, is_in_force=row.pk in current)
            for row in rows.prefetch_related("criteria")
        ]
    )


@extend_schema(
    operation_id="reasons_list",
    tags=_TAGS,
    parameters=[inputs.ReasonQuery],
    responses=reads(page_of(ReasonOffered)),
    summary="List the reasons of decisions",
    description="What may be given with reject, disqualify, recycle and lose, and what each asks "
    "for besides, in the words of the agreement.",
)
@api_view(["GET"])
def reasons(request: Request) -> Response:
    """List the reasons of the agreement in force, or of the one that a hand-off was made under."""
    query = read_query(inputs.ReasonQuery, request)
    code = query["handoff"]
    at = timezone.now() if code is None else handoff_or_404(code).handed_at
    rows = terms.in_force(at).reasons(query["kind"])
    return answer_all(
        [
            {
                "kind": row.kind,
                "key": row.key,
                "label": str(row),
                "needs_text": row.needs_text,
                "needs_criterion": row.needs_criterion,
                "needs_attempts": row.needs_attempts,
            }
            for row in rows
        ]
    )
