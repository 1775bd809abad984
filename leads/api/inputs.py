"""What the API reads about leads: shapes and lengths. Whether it may be is the verbs' to say."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kit.api_input import InstantField, StrictSerializer
from kit.api_pages import PageQuery
from leads.facts import CONFIRMATIONS
from leads.listing import CAME_BACK, MARKETING, NO_GRADE, QUEUE, SALES
from leads.models import (
    Campaign,
    DefinitionKind,
    Lead,
    Outcome,
    ReasonKind,
    Source,
    Touch,
    TouchChannel,
    TouchOutcome,
)
from leads.stages import Stage
from leads.statuses import STATUSES
from personas.models import Persona
from personas.querysets import WantedQuerySet
from teams.models import User

LARGEST_ID = 2**63 - 1
_REASON_LENGTH = 500
_BRIEF_LENGTH = 1000


def _text(name: str, model: Any = Lead, column: str = "", **options: Any) -> serializers.CharField:  # noqa: ANN401
    """Return an optional text as long as its column."""
    longest = model._meta.get_field(column or name).max_length
    return serializers.CharField(max_length=longest, allow_blank=True, default="", **options)


class NewLeadInput(StrictSerializer):
    """What is known of a new lead: something that identifies it, and whatever else there is."""

    name = _text("name")
    email = _text("email")
    phone = _text("phone")
    external_id = _text("external_id", help_text=_("Its id in the system it came from."))
    job_title = _text("job_title")
    seniority = _text("seniority")
    company_name = _text("company_name")
    company_domain = _text("company_domain")
    company_size = serializers.IntegerField(
        allow_null=True, default=None, min_value=0, max_value=2**31 - 1
    )
    industry = _text("industry")
    region = _text("region")
    source = _text("source", Source, "name", help_text=_("By name; a new one is added."))  # type: ignore[assignment]
    campaign = _text("campaign", Campaign, "name", help_text=_("By name; a new one is added."))
    lead_type = _text("lead_type")
    persona = serializers.UUIDField(
        allow_null=True, default=None, help_text=_("Its code; without one the fit suggests it.")
    )
    grade = _text("grade", help_text=_("Without one the fit suggests it."))
    expected_value = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, allow_null=True, default=None
    )
    notes = _text("notes")
    is_do_not_contact = serializers.BooleanField(default=False)
    add_anyway = serializers.BooleanField(
        default=False, help_text=_("Add it beside its likely duplicates.")
    )

    def validate_persona(self, value: object) -> Persona | None:
        """Return the persona of that code, one that is in use."""
        return _persona(value, Persona.objects.current())


class LeadQuery(PageQuery):
    """The filters of the list of leads; a period is [from, to)."""

    q = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=200,
        help_text=_("Words of name, company, title, e-mail, phone or external id."),
    )
    stage = serializers.ChoiceField(choices=Stage.choices, default="")
    source = serializers.CharField(default="", max_length=80, help_text=_("By name."))  # type: ignore[assignment]
    persona = serializers.UUIDField(default=None)
    grade = serializers.CharField(
        default="", max_length=4, help_text=_('A letter, or "none" for leads without.')
    )
    hands = serializers.CharField(
        default="",
        max_length=36,
        help_text=_('"marketing", "queue", "sales", "returned", or the code of a rep.'),
    )
    company = serializers.CharField(
        default="",
        max_length=160,
        help_text=_("The name of a company, however its letters are written."),
    )
    created_from = InstantField(default=None)
    created_to = InstantField(default=None)

    def validate_source(self, value: str) -> int | None:
        """Return the id of the source of that name."""
        return _source(value)

    def validate_persona(self, value: object) -> Persona | None:
        """Return the persona of that code, archived ones included."""
        return _persona(value, Persona.objects.all())

    def validate_grade(self, value: str) -> str:
        """Return the grade as it is kept."""
        return value if value == NO_GRADE else value.upper()

    def validate_hands(self, value: str) -> str:
        """Let through the four words and codes."""
        if value not in {"", MARKETING, QUEUE, SALES, CAME_BACK}:
            serializers.UUIDField().run_validation(value)
        return value


class BriefInput(StrictSerializer):
    """The brief of a hand-off; the agreement says which parts are required."""

    who = serializers.CharField(max_length=_BRIEF_LENGTH, allow_blank=True, default="")
    did = serializers.CharField(max_length=_BRIEF_LENGTH, allow_blank=True, default="")
    wants = serializers.CharField(max_length=_BRIEF_LENGTH, allow_blank=True, default="")
    why_now = serializers.CharField(max_length=_BRIEF_LENGTH, allow_blank=True, default="")


class OverrideInput(StrictSerializer):
    """Why a lead is qualified against the definition; empty when it meets it."""

    override_reason = serializers.CharField(max_length=_REASON_LENGTH, allow_blank=True, default="")


class ConfirmedQuery(StrictSerializer):
    """What the rep vouches for."""

    confirmed = serializers.MultipleChoiceField(choices=CONFIRMATIONS, default=set)


class QualifyInput(OverrideInput, ConfirmedQuery):
    """Qualifying for sales: what the rep vouches for, and why against the definition."""


class TouchInput(StrictSerializer):
    """A touch; without an instant it happened now."""

    channel = serializers.ChoiceField(choices=TouchChannel.choices)
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices)
    occurred_at = InstantField(default=None, allow_null=True)
    note = _text("note", Touch)


class CorrectTouchInput(StrictSerializer):
    """What a touch should have said; what is left out stays as it is."""

    channel = serializers.ChoiceField(choices=TouchChannel.choices, required=False)
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices, required=False)
    occurred_at = InstantField(required=False)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    reason = serializers.CharField(max_length=_REASON_LENGTH, allow_blank=True, default="")


class StrikeTouchInput(StrictSerializer):
    """Why a touch does not count."""

    reason = serializers.CharField(max_length=_REASON_LENGTH)


class ReasonInput(StrictSerializer):
    """The reason of a decision: a key of /reasons/; some ask for a text."""

    reason = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=_REASON_LENGTH, allow_blank=True, default="")


class RejectInput(ReasonInput):
    """A rejection; "not_qualified" names the criterion of the definition that is not met."""

    criterion_id = serializers.IntegerField(
        allow_null=True, default=None, min_value=1, max_value=LARGEST_ID
    )


class OverturnInput(StrictSerializer):
    """Why a rejection does not hold."""

    text = serializers.CharField(max_length=500)


class RecycleInput(ReasonInput):
    """A return to marketing until a day in the future."""

    until_date = serializers.DateField()


class WinInput(StrictSerializer):
    """The value of the deal, in the company's currency."""

    value = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)


class AssignInput(StrictSerializer):
    """Who is to have the lead."""

    to = serializers.UUIDField(help_text=_("The code of somebody who works in sales."))

    def validate_to(self, value: UUID) -> User:
        """Return the person of that code; whether they may have it is the verb's to say."""
        found = User.objects.filter(code=value).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such person."))
        return found


class HandoffQuery(PageQuery):
    """The filters of the list of hand-offs; a period is [from, to)."""

    open = serializers.BooleanField(default=None, allow_null=True)
    owner = serializers.CharField(
        default="", max_length=36, help_text=_('"me", "none", or the code of a person.')
    )
    status = serializers.ChoiceField(
        choices=[(status, status) for status in STATUSES],
        default="",
        help_text=_("Where it stands; every hand-off has one of them."),
    )
    handed_by = serializers.CharField(
        default="", max_length=36, help_text=_('"me", or the code of a person.')
    )
    source = serializers.CharField(default="", max_length=80, help_text=_("By name."))  # type: ignore[assignment]
    outcome = serializers.ChoiceField(choices=Outcome.choices, default="")
    lead = serializers.UUIDField(default=None)
    handed_from = InstantField(default=None)
    handed_to = InstantField(default=None)

    def validate_owner(self, value: str) -> str:
        """Let through the two words and codes."""
        if value not in {"", "me", "none"}:
            serializers.UUIDField().run_validation(value)
        return value

    def validate_handed_by(self, value: str) -> str:
        """Let through the word and codes."""
        if value not in {"", "me"}:
            serializers.UUIDField().run_validation(value)
        return value

    def validate_source(self, value: str) -> int | None:
        """Return the id of the source of that name."""
        return _source(value)


class ReasonQuery(StrictSerializer):
    """Which decision's reasons."""

    kind = serializers.ChoiceField(choices=ReasonKind.choices, default="")
    handoff = serializers.UUIDField(
        default=None, help_text="Those agreed when it was made, instead of those agreed now."
    )


class DefinitionQuery(StrictSerializer):
    """Which definition."""

    kind = serializers.ChoiceField(choices=DefinitionKind.choices, default="")


def _source(name: str) -> int | None:
    if not name:
        return None
    found = Source.objects.filter(name__iexact=name).values_list("pk", flat=True).first()
    if found is None:
        raise serializers.ValidationError(_("There is no such source."))
    return found


def _persona(code: object, among: WantedQuerySet) -> Persona | None:
    if code is None:
        return None
    found: Persona | None = among.filter(code=code).first()
    if found is None:
        raise serializers.ValidationError(_("There is no such persona."))
    return found
