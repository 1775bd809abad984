"""Whether the agreement names a profile or a persona, and where: what it names stays in use."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from kit.refusals import Refusal
from personas import catalogue
from personas.models import IdealCustomerProfile, Persona
from sla.models import PENDING, AgreementVersion, VersionStatus
from sla.numbering import number_of, title_of
from teams.models import User


class NamedInAgreement(Refusal):
    """The version in force, or one being agreed on, names it; the message says in which clause."""

    code = "named_in_agreement"


def archive_profile(
    *, profile: IdealCustomerProfile, at: datetime, by: User
) -> IdealCustomerProfile:
    """Take a profile out of use, unless the agreement names it.

    Raises ``NotAllowed`` and ``NamedInAgreement``.
    """
    refuse_named("profiles", profile)
    return catalogue.archive_profile(profile=profile, at=at, by=by)


def refuse_named(clause: str, wanted: IdealCustomerProfile | Persona) -> None:
    """Raise ``NamedInAgreement`` if the clause of a version that counts names ``wanted``."""
    counts = Q(status=VersionStatus.IN_FORCE) | Q(status__in=PENDING)
    named = {f"document__{clause}__contains": [str(wanted.code)]}
    version = AgreementVersion.objects.filter(counts, **named).order_by("number").first()
    if version is None:
        return
    said = {
        "name": wanted.name,
        "clause": f"{number_of(clause)} {title_of(clause)}",
        "version": version,
    }
    raise NamedInAgreement(
        _("“%(name)s” stands in clause %(clause)s (%(version)s). Change the agreement first.")
        % said
    )
