"""Marketing's commitments at the API: how they stand, and what a draft promises."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import StrictSerializer, read, read_query
from kit.api_pages import PageQuery, Row
from kit.api_schema import page_of, reads, writes
from kit.keyset import keyset_page
from sla import agreements, pledging
from sla.commitment_list import matching
from sla.models import Commitment, CommitmentState, Grain, Measure
from sla.pledging import PledgeText
from sla.targets import NotADraft
from teams.access import person

_TAGS = ["Agreement"]


class CommitmentShape(serializers.Serializer[Any]):
    """One promise of marketing in one period; the numbers are leads, an amount, or a percent."""

    code = serializers.UUIDField()
    measure = serializers.ChoiceField(choices=Measure.choices)
    grain = serializers.ChoiceField(choices=Grain.choices)
    from_date = serializers.DateField()
    to_date = serializers.DateField(help_text="The first day after the period.")
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=CommitmentState.choices)
    planned = serializers.CharField(help_text="What the whole period asks for.")
    planned_so_far = serializers.CharField()
    actual = serializers.CharField()
    counted = serializers.IntegerField(help_text="Hand-offs that were counted.")
    counted_at = serializers.DateTimeField()
    capacity = serializers.IntegerField(
        allow_null=True, help_text="For how many leads sales has time; null: not agreed."
    )
    breach = serializers.UUIDField(allow_null=True)
    excused_at = serializers.DateTimeField(allow_null=True)


class PledgeInput(StrictSerializer):
    """One promise. How many leads, and what value, stands in the goals of the agreement."""

    measure = serializers.ChoiceField(choices=Measure.choices)
    grain = serializers.ChoiceField(choices=Grain.choices, default=Grain.MONTH.value)
    percent = serializers.IntegerField(
        allow_null=True, default=None, help_text="Of `profile` and `brief` alone."
    )
    tolerance_percent = serializers.IntegerField(default=pledging.DEFAULT_TOLERANCE)
    attempt_minutes = serializers.IntegerField(allow_null=True, default=None)
    selling_hours = serializers.IntegerField(
        allow_null=True, default=None, help_text="Of a rep in a month; with minutes: capacity."
    )


class PledgesInput(StrictSerializer):
    """All that marketing promises for a period, in the place of what the draft says."""

    pledges = PledgeInput(many=True)


class PledgesShape(serializers.Serializer[Any]):
    """What the draft promises now."""

    pledges = PledgeInput(many=True)


@extend_schema(
    operation_id="commitments",
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(CommitmentShape)),
    summary="List marketing's commitments",
    description="The latest due first: those that run and how the past ones ended.",
)
@api_view(["GET"])
def commitments(request: Request) -> Response:
    """List them."""
    query = read_query(PageQuery, request)
    page = keyset_page(matching(), by="-due_at", cursor=query["cursor"], size=query["limit"])
    results = [_told(row) for row in page.rows]
    return Response({"results": results, "next": page.next_cursor or None})


@extend_schema(
    operation_id="pledges_replace",
    tags=_TAGS,
    request=PledgesInput,
    responses=writes(PledgesShape),
    summary="Say what marketing promises in the draft",
    description="For managers; 409 while there is no draft.",
)
@api_view(["POST"])
def pledges(request: Request) -> Response:
    """Replace them."""
    said = read(PledgesInput, request)
    draft = agreements.drafted()
    if draft is None:
        raise NotADraft
    texts = [PledgeText(**row) for row in said["pledges"]]
    version = pledging.promise(version=draft, pledges=texts, by=person(request))
    return Response({"pledges": pledging.as_data(version)})


def _told(found: Commitment) -> Row:
    names = ("code", "measure", "grain", "from_date", "to_date", "due_at", "state")
    return {
        **{name: getattr(found, name) for name in names},
        "planned": str(found.planned),
        "planned_so_far": str(found.planned_so_far),
        "actual": str(found.actual),
        "counted": found.counted,
        "counted_at": found.counted_at,
        "capacity": found.capacity,
        "breach": found.breach.code if found.breach else None,
        "excused_at": found.breach.excused_at if found.breach else None,
    }
