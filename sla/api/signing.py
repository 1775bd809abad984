"""The versions of the agreement: listed with both signatures, proposed, signed, taken back."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import InstantField, NoFields, StrictSerializer, read, read_query
from kit.api_pages import Row, answer_all
from kit.api_schema import Named, named, page_of, reads, writes
from sla import agreements, signing
from sla.models import (
    AgreementAct,
    AgreementEvent,
    AgreementVersion,
    Signature,
    VersionStatus,
)
from sla.parts import fingerprint_of_all
from sla.plans import Plan
from sla.signing_words import give_signatures
from sla.taking_open import IS_OFFERED
from teams.access import person
from teams.models import Side

_TAGS = ["Agreement"]
_PLAIN = (
    "code",
    "number",
    "status",
    "proposed_at",
    "takes_effect_at",
    "begins_on",
    "ends_on",
    "takes_open_ones",
    "signed_at",
    "in_force_at",
    "ended_at",
)
_SEEN = "The `fingerprint` of what was read: 409 `stale_page` if it says something else by now."


class SignatureShape(serializers.Serializer[Any]):
    """A head's signature; void once the text went back to a draft."""

    side = serializers.ChoiceField(choices=Side.choices)
    by = Named(allow_null=True)
    at = serializers.DateTimeField()
    fingerprint = serializers.CharField(help_text="Of everything the version said.")
    voided_at = serializers.DateTimeField(allow_null=True)


class AgreementVersionRow(serializers.Serializer[Any]):
    """A version of the agreement, with the signatures that stand under it."""

    code = serializers.UUIDField()
    number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=VersionStatus.choices)
    proposed_at = serializers.DateTimeField(allow_null=True)
    takes_effect_at = serializers.DateTimeField(
        allow_null=True, help_text="As planned; null: with the second signature."
    )
    begins_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(
        allow_null=True, help_text="The last day; null: until another version takes its place."
    )
    takes_open_ones = serializers.BooleanField()
    signed_at = serializers.DateTimeField(allow_null=True)
    in_force_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(
        allow_null=True, help_text="Another took its place, or its last day was over."
    )
    signatures = SignatureShape(many=True)


class AgreementEventShape(serializers.Serializer[Any]):
    """What befell a version; `text` is what was said with it."""

    act = serializers.ChoiceField(choices=AgreementAct.choices)
    at = serializers.DateTimeField()
    by = Named(allow_null=True)
    side = serializers.ChoiceField(choices=Side.choices, allow_blank=True)
    text = serializers.CharField()


class AgreementVersionShape(AgreementVersionRow):
    """A version with every signature it ever had, and what befell it, oldest first."""

    fingerprint = serializers.CharField(help_text="Of everything it says now.")
    events = AgreementEventShape(many=True)


class ProposalInput(StrictSerializer):
    """When the version is to hold."""

    takes_effect_at = InstantField(default=None, allow_null=True)
    ends_on = serializers.DateField(default=None, allow_null=True)
    takes_open_ones = serializers.BooleanField(default=False)
    seen = serializers.CharField(default="", allow_blank=True, help_text=_SEEN)


class SeenInput(StrictSerializer):
    """What was read."""

    seen = serializers.CharField(help_text=_SEEN)


class WhyInput(StrictSerializer):
    """Why."""

    text = serializers.CharField(max_length=signing.MAX_WORDS)


@extend_schema(
    operation_id="agreement_versions",
    tags=_TAGS,
    responses=reads(page_of(AgreementVersionRow)),
    summary="List the versions of the agreement",
    description="The newest first. Drafts and proposals are for managers.",
)
@api_view(["GET"])
def versions(request: Request) -> Response:
    """List the versions that the reader may read."""
    read_query(NoFields, request)
    rows = list(agreements.readable(person(request)).order_by("-number"))
    give_signatures(rows)
    return answer_all([_told(row, [one for one in row.signed_by if one]) for row in rows])  # type: ignore[attr-defined]


@extend_schema(
    operation_id="agreement_version_read",
    tags=_TAGS,
    responses=reads(AgreementVersionShape),
    summary="Read how far a version has come",
    description="What it says is in `/agreement/file/`.",
)
@api_view(["GET"])
def version(request: Request, code: UUID) -> Response:
    """Read one version's way: signatures and events."""
    return Response(_whole(_readable(request, code)))


@extend_schema(
    operation_id="agreement_propose",
    tags=_TAGS,
    request=ProposalInput,
    responses=writes(AgreementVersionShape),
    summary="Propose the draft to both heads",
    description="By managers. It cannot be edited until it is withdrawn or declined. 409 "
    "`not_a_draft`, `stale_page`, or `not_ready` with `problems`.",
)
@api_view(["POST"])
def propose(request: Request, code: UUID) -> Response:
    """Lay a draft before both heads."""
    said = read(ProposalInput, request)
    seen = said.pop("seen")
    plan = Plan(**said | {"takes_open_ones": said["takes_open_ones"] and IS_OFFERED})
    made = signing.propose(
        version=_readable(request, code),
        plan=plan,
        at=timezone.now(),
        by=person(request),
        seen=seen,
    )
    return Response(_whole(made))


@extend_schema(
    operation_id="agreement_sign",
    tags=_TAGS,
    request=SeenInput,
    responses=writes(AgreementVersionShape),
    summary="Sign for one's side",
    description="By the heads of both sides. The second signature settles it: it takes effect at "
    "its instant, or now if none was planned. 403 `not_head`; 409 `not_proposed`, `stale_page`, "
    "`already_signed`, `changed_since`, `plan_has_passed`, or `not_ready` with `problems`.",
)
@api_view(["POST"])
def sign(request: Request, code: UUID) -> Response:
    """Put a head's signature under a proposal."""
    said = read(SeenInput, request)
    found = _readable(request, code)
    signing.sign(version=found, at=timezone.now(), by=person(request), **said)
    found.refresh_from_db()
    return Response(_whole(found))


@extend_schema(
    operation_id="agreement_decline",
    tags=_TAGS,
    request=WhyInput,
    responses=writes(AgreementVersionShape),
    summary="Decline to sign",
    description="By the heads of both sides. It is a draft again and its signatures are void. "
    "403 `not_head`; 409 `not_proposed`.",
)
@api_view(["POST"])
def decline(request: Request, code: UUID) -> Response:
    """Refuse to sign, in words."""
    said = read(WhyInput, request)
    found = _readable(request, code)
    made = signing.decline(version=found, at=timezone.now(), by=person(request), **said)
    return Response(_whole(made))


@extend_schema(
    operation_id="agreement_withdraw",
    tags=_TAGS,
    request=WhyInput,
    responses=writes(AgreementVersionShape),
    summary="Withdraw a proposal",
    description="By managers; what both have signed by the heads alone, until its instant. It is a "
    "draft again and its signatures are void. 403 `not_head`; 409 `not_proposed`.",
)
@api_view(["POST"])
def withdraw(request: Request, code: UUID) -> Response:
    """Take a proposal back to a draft, in words."""
    said = read(WhyInput, request)
    found = _readable(request, code)
    made = signing.withdraw(version=found, at=timezone.now(), by=person(request), **said)
    return Response(_whole(made))


def _readable(request: Request, code: UUID) -> AgreementVersion:
    return get_object_or_404(agreements.readable(person(request)), code=code)


def _told(version: AgreementVersion, signatures: list[Signature]) -> Row:
    signed = [
        {
            "side": one.side,
            "by": _by(one),
            "at": one.at,
            "fingerprint": one.fingerprint,
            "voided_at": one.voided_at,
        }
        for one in signatures
    ]
    return {name: getattr(version, name) for name in _PLAIN} | {"signatures": signed}


def _whole(version: AgreementVersion) -> Row:
    signatures = list(Signature.objects.filter(version=version).select_related("by"))
    events = AgreementEvent.objects.filter(version=version).select_related("by")
    return _told(version, signatures) | {
        "fingerprint": fingerprint_of_all(version),
        "events": [
            {"act": one.act, "at": one.at, "by": _by(one), "side": one.side, "text": one.text}
            for one in events
        ],
    }


def _by(row: Signature | AgreementEvent) -> dict[str, object] | None:
    return named(row.by.code, row.by.name) if row.by else None
