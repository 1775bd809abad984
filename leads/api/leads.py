"""Leads: list, search, add, their timeline, qualifying and handing them over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import NoFields, read, read_query
from kit.api_pages import PageQuery, answer_page
from kit.api_schema import page_of, reads, writes
from leads import intake, lifecycle, qualifying
from leads.api import inputs
from leads.brief import BriefText
from leads.listing import LeadFilters, found
from leads.models import DefinitionKind, Lead
from leads.querysets import LeadQuerySet
from leads.reading import lead_or_404
from leads.refusals import DefinitionNotMet
from leads.shapes import change, check, handoff, lead
from teams.access import person

_TAGS = ["Leads"]


class QualifiedLead(check.CheckShape):
    """The lead after it was qualified, and what it was held against."""

    lead = lead.LeadShape()


@extend_schema(
    operation_id="leads_list",
    methods=["GET"],
    tags=_TAGS,
    parameters=[inputs.LeadQuery],
    responses=reads(page_of(lead.LeadShape)),
    summary="List and search leads",
    description="Newest first; every member reads all leads.",
)
@extend_schema(
    operation_id="leads_create",
    methods=["POST"],
    tags=_TAGS,
    request=inputs.NewLeadInput,
    responses=writes(lead.LeadShape, 201),
    summary="Add a lead",
    description="409 `likely_duplicate` names the leads with the same e-mail, phone or external "
    "id; `add_anyway` overrides it unless the external id is the same.",
)
@api_view(["GET", "POST"])
def leads(request: Request) -> Response:
    """List leads, or add one."""
    if request.method == "POST":
        return _create(request)
    query = read_query(inputs.LeadQuery, request)
    rows = lead.as_rows(_asked(query))
    return answer_page(rows, by="-created_at", query=query, shown=lead.tell_leads)


@extend_schema(
    operation_id="leads_timeline",
    tags=_TAGS,
    parameters=[PageQuery],
    responses=reads(page_of(change.ChangeShape)),
    summary="Read a lead's timeline",
    description="All that happened to it, newest first.",
)
@api_view(["GET"])
def timeline(request: Request, code: UUID) -> Response:
    """List all that happened to a lead."""
    query = read_query(PageQuery, request)
    rows = change.as_rows(lead_or_404(code))
    return answer_page(rows, by="-at", query=query, shown=change.tell_changes)


@extend_schema(
    operation_id="leads_check",
    methods=["GET"],
    tags=_TAGS,
    responses=reads(check.CheckShape),
    summary="Hold a lead against the MQL definition",
    description="Shows which criteria it meets, under which version. Changes nothing.",
)
@extend_schema(
    operation_id="leads_qualify",
    methods=["POST"],
    tags=_TAGS,
    request=inputs.OverrideInput,
    responses=writes(QualifiedLead),
    summary="Qualify a lead (MQL)",
    description="422 `definition_not_met` lists the criteria; `override_reason` goes against it.",
)
@api_view(["GET", "POST"])
def qualify(request: Request, code: UUID) -> Response:
    """Hold a lead against the definition, and qualify it."""
    now = timezone.now()
    if request.method == "GET":
        read_query(NoFields, request)
        return Response(_check(lead_or_404(code), now))
    said = read(inputs.OverrideInput, request)
    one = lead_or_404(code)
    before = _check(one, now)
    try:
        qualifying.qualify_mql(lead=one, at=now, by=person(request), **said)
    except DefinitionNotMet as refusal:
        refusal.extra = before
        raise
    return Response(before | {"lead": lead.tell_lead(one)})


@extend_schema(
    operation_id="leads_hand_off",
    tags=_TAGS,
    request=inputs.BriefInput,
    responses=writes(handoff.HandoffShape, 201),
    summary="Hand a lead over to sales",
    description="The agreement in force says which parts of the brief are required.",
)
@api_view(["POST"])
def hand_off(request: Request, code: UUID) -> Response:
    """Offer an MQL to sales with its brief."""
    now = timezone.now()
    brief = BriefText(**read(inputs.BriefInput, request))
    made = lifecycle.hand_off(lead=lead_or_404(code), brief=brief, at=now, by=person(request))
    location = reverse("api:handoff", args=[made.code])
    return Response(handoff.tell_handoff(made), 201, headers={"Location": location})


def _create(request: Request) -> Response:
    now = timezone.now()
    said = read(inputs.NewLeadInput, request)
    add_anyway = said.pop("add_anyway")
    new = intake.NewLead(**said)
    made = intake.capture(new=new, at=now, by=person(request), add_anyway=add_anyway)
    location = reverse("api:lead", args=[made.code])
    return Response(lead.tell_lead(made), 201, headers={"Location": location})


def _asked(query: dict[str, Any]) -> LeadQuerySet:
    persona = query["persona"]
    rows = found(
        LeadFilters(
            q=query["q"],
            stage=query["stage"],
            source_id=query["source"],
            persona_id=persona.pk if persona else None,
            grade=query["grade"],
            hands=query["hands"],
            company=query["company"],
        )
    )
    if query["created_from"]:
        rows = rows.filter(created_at__gte=query["created_from"])
    if query["created_to"]:
        rows = rows.filter(created_at__lt=query["created_to"])
    return rows


def _check(one: Lead, at: datetime) -> dict[str, Any]:
    return check.tell_check(qualifying.check(lead=one, kind=DefinitionKind.MQL, at=at))
