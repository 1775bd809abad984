"""The search of the top bar, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import StrictSerializer, read_query
from kit.api_schema import reads
from leads import finding
from leads.models import Lead
from leads.shapes import lead

LARGEST = 50


class SearchQuery(StrictSerializer):
    """What is looked for, and how many leads are wanted at most."""

    q = serializers.CharField(
        max_length=finding.LONGEST,
        help_text="Words of name, company, title, e-mail, phone or external id, in any order.",
    )
    limit = serializers.IntegerField(default=20, min_value=1, max_value=LARGEST)


class FoundCompany(serializers.Serializer[Any]):
    """A company that was found: `company` narrows the list of leads to it."""

    name = serializers.CharField()


class FoundShape(serializers.Serializer[Any]):
    """What was found, the likeliest first."""

    leads = lead.LeadShape(many=True)
    companies = FoundCompany(many=True)
    has_more = serializers.BooleanField(
        help_text="There are more leads: add a word, or page through the list of leads with `q`."
    )


@extend_schema(
    operation_id="search",
    tags=["Leads"],
    parameters=[SearchQuery],
    responses=reads(FoundShape),
    summary="Search leads and companies",
    description="Letters in their variants and digits of either script are equal, and a phone is "
    "found with or without its country code. Less than two letters or digits find nothing.",
)
@api_view(["GET"])
def search(request: Request) -> Response:
    """Find leads and companies."""
    query = read_query(SearchQuery, request)
    found = finding.find(query["q"], size=query["limit"])
    codes = [hit.code for hit in found.leads]
    rows = {str(row["code"]): row for row in lead.as_rows(Lead.objects.filter(code__in=codes))}
    told = lead.tell_leads([rows[code] for code in codes if code in rows])
    companies = [{"name": company.name} for company in found.companies]
    return Response({"leads": told, "companies": companies, "has_more": found.has_more})
