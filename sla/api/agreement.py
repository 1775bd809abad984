"""The agreement in force, with its targets."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_pages import Row
from kit.api_schema import Named, money, named, reads
from leads.models import ReasonKind, Source
from personas.models import Persona
from sla import protocol
from sla.agreed import agreed_at
from sla.document import PROSE, Document
from sla.ladder_drafting import texts_of
from sla.models import (
    AgreementVersion,
    Calendar,
    LadderChannel,
    LadderRole,
    Metric,
    PauseReason,
    Target,
)
from teams.models import User


class TargetShape(serializers.Serializer[Any]):
    """One promise. The first that matches a hand-off is the one; an empty list matches all."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    metric = serializers.ChoiceField(choices=Metric.choices)
    seconds = serializers.IntegerField()
    is_business_time = serializers.BooleanField()
    warn_percents = serializers.ListField(child=serializers.IntegerField())
    calendar = Named(allow_null=True)
    needs_conversation = serializers.BooleanField()
    attempts = serializers.IntegerField(
        allow_null=True, help_text="How many within the time, of a target for `attempt`."
    )
    pause_reasons = serializers.ListField(
        child=serializers.ChoiceField(choices=PauseReason.choices),
        help_text="Pauses for other reasons do not stop its clocks.",
    )
    pause_limit_seconds = serializers.IntegerField(
        allow_null=True, help_text="All pauses of a clock together; null: no limit."
    )
    sources = serializers.ListField(child=serializers.CharField())
    lead_types = serializers.ListField(child=serializers.CharField())
    personas = Named(many=True)
    grades = serializers.ListField(child=serializers.CharField())
    regions = serializers.ListField(child=serializers.CharField())


class LadderStepShape(serializers.Serializer[Any]):
    """One step of the ladder: at a share of the time, or so long after the breach."""

    percent = serializers.IntegerField(allow_null=True)
    after_seconds = serializers.IntegerField(allow_null=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=LadderRole.choices))
    people = Named(many=True)
    channels = serializers.ListField(child=serializers.ChoiceField(choices=LadderChannel.choices))
    keeps_hours = serializers.BooleanField(help_text="Quiet outside working hours.")


class DocumentShape(serializers.Serializer[Any]):
    """What it says beside what clocks reckon with; null and empty are not agreed on."""

    goal_revenue = serializers.CharField(allow_null=True, help_text="A month, of both sides.")
    marketing_share_percent = serializers.IntegerField(allow_null=True)
    sales_quota = serializers.CharField(allow_null=True, help_text="A month.")
    profiles = serializers.ListField(child=serializers.UUIDField())
    personas = serializers.ListField(child=serializers.UUIDField())
    prose = serializers.DictField(
        child=serializers.CharField(allow_blank=True), help_text="By the key of the clause."
    )


class AgreedReasonShape(serializers.Serializer[Any]):
    """A reason that may be given with a decision; `/reasons/` tells them in one's language."""

    kind = serializers.ChoiceField(choices=ReasonKind.choices)
    key = serializers.CharField()
    label_en = serializers.CharField()
    label_ar = serializers.CharField()
    needs_text = serializers.BooleanField()
    needs_criterion = serializers.BooleanField()
    needs_attempts = serializers.BooleanField()


class RecyclingShape(serializers.Serializer[Any]):
    """How long and how often leads go back to marketing; null: nothing is said."""

    default_days = serializers.IntegerField(allow_null=True)
    longest_days = serializers.IntegerField()
    times = serializers.IntegerField(allow_null=True)


class AgreementShape(serializers.Serializer[Any]):
    """The version in force."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    number = serializers.IntegerField()
    in_force_at = serializers.DateTimeField()
    review_date = serializers.DateField(allow_null=True)
    goal_leads = serializers.IntegerField(allow_null=True, help_text="A month.")
    goal_value = serializers.CharField(allow_null=True, help_text="A month.")
    goal_attainment_percent = serializers.IntegerField()
    breach_limit_percent = serializers.IntegerField()
    required_brief_fields = serializers.ListField(child=serializers.CharField())
    attempts_promised = serializers.IntegerField(
        help_text="Before a lead counts as unreachable, where no target for `attempt` is for it."
    )
    attempts_days = serializers.IntegerField(help_text="Business days.")
    document = DocumentShape()
    definitions = serializers.DictField(
        child=serializers.UUIDField(allow_null=True),
        help_text="By kind: which of `/definitions/`; null where none is agreed.",
    )
    reasons = AgreedReasonShape(many=True)
    recycling = RecyclingShape()
    targets = TargetShape(many=True)
    ladder = LadderStepShape(many=True, help_text="Empty: the owner gets alerts alone.")


_PLAIN = (
    "code",
    "number",
    "in_force_at",
    "review_date",
    "goal_leads",
    "goal_value",
    "goal_attainment_percent",
    "breach_limit_percent",
    "required_brief_fields",
    "attempts_promised",
    "attempts_days",
)
_TARGET_PLAIN = (
    "code",
    "name",
    "metric",
    "seconds",
    "is_business_time",
    "warn_percents",
    "needs_conversation",
    "attempts",
    "pause_reasons",
    "pause_limit_seconds",
    "lead_types",
    "grades",
    "regions",
)


@extend_schema(
    operation_id="agreement_read",
    tags=["Agreement"],
    responses=reads(AgreementShape),
    summary="Read the agreement in force",
    description="404 while none is.",
)
@api_view(["GET"])
def agreement(request: Request) -> Response:
    """Read the version in force, with its targets in the order they are tried."""
    agreed = agreed_at(timezone.now())
    if agreed is None:
        raise NotFound(_("No agreement is in force."))
    more = {
        "document": _document(agreed.version),
        "definitions": {
            kind: row and row.code for kind, row in protocol.definitions_of(agreed.version).items()
        },
        "reasons": protocol.read_reasons(agreed.version),
        "recycling": protocol.read_recycling(agreed.version),
        "targets": _targets(agreed.targets),
        "ladder": _ladder(agreed.version),
    }
    return Response(_version(agreed.version) | more)


def _document(version: AgreementVersion) -> Row:
    said = Document.from_data(version.document)
    return {
        "goal_revenue": money(said.goal_revenue),
        "marketing_share_percent": said.marketing_share_percent,
        "sales_quota": money(said.sales_quota),
        "profiles": list(said.profiles),
        "personas": list(said.personas),
        "prose": {name: getattr(said, name) for name in PROSE},
    }


def _ladder(version: AgreementVersion) -> list[Row]:
    """Return the steps of ``version`` told: a query, and one for the people they name."""
    texts = texts_of(version)
    ids = {user for text in texts for user in text.people}
    people = _named(User.objects.filter(pk__in=ids)) if ids else {}
    return [
        asdict(text) | {"people": [named(*people[pk]) for pk in text.people if pk in people]}
        for text in texts
    ]


def _version(version: AgreementVersion) -> Row:
    return {name: getattr(version, name) for name in _PLAIN} | {
        "name": version.agreement.name,
        "goal_value": money(version.goal_value),
    }


def _targets(targets: list[Target]) -> list[Row]:
    """Return ``targets`` told; names of sources, personas and calendars in one query each."""
    sources = dict(Source.objects.values_list("pk", "name"))
    personas = _named(Persona.objects.all())
    calendars = _named(Calendar.objects.all())
    return [
        {name: getattr(target, name) for name in _TARGET_PLAIN}
        | {
            "calendar": named(*calendars[target.calendar_id]) if target.calendar_id else None,
            "sources": [sources[pk] for pk in target.sources if pk in sources],
            "personas": [named(*personas[pk]) for pk in target.personas if pk in personas],
        }
        for target in targets
    ]


def _named(rows: QuerySet[Any, Any]) -> dict[int, tuple[object, str]]:
    return {pk: (code, name) for pk, code, name in rows.values_list("pk", "code", "name")}
