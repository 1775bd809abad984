"""In which clauses two versions of the agreement differ."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_pages import answer_all
from kit.api_schema import page_of, reads
from sla import comparing
from sla.models import AgreementVersion, VersionStatus
from teams.access import person


class ClauseChangeShape(serializers.Serializer[Any]):
    """One change, in words; an empty side says added or removed."""

    what = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class ComparedShape(serializers.Serializer[Any]):
    """A clause in which they differ."""

    clause = serializers.CharField(help_text="Its key, such as `claim`.")
    number = serializers.CharField()
    title = serializers.CharField()
    changes = ClauseChangeShape(many=True)


@extend_schema(
    operation_id="agreement_compare",
    tags=["Agreement"],
    responses=reads(page_of(ComparedShape)),
    summary="Compare two versions",
    description="What `after` says that `before` did not, clause by clause.",
)
@api_view(["GET"])
def compare(request: Request, before: UUID, after: UUID) -> Response:
    """Tell the clauses in which two versions differ; drafts are for managers."""
    hidden = Q(status__in=(VersionStatus.DRAFT, VersionStatus.PROPOSED))
    rows = AgreementVersion.objects.all()
    rows = rows if person(request).is_manager else rows.exclude(hidden)
    old, new = get_object_or_404(rows, code=before), get_object_or_404(rows, code=after)
    return answer_all(
        [
            {
                "clause": one.key,
                "number": one.number,
                "title": one.title,
                "changes": [
                    {
                        "what": each.change.what,
                        "before": each.change.before,
                        "after": each.change.after,
                    }
                    for each in one.changes
                ],
            }
            for one in comparing.compare(old, new)
        ]
    )
