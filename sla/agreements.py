"""The versions of the agreement as they stand: in force, being agreed on.

What is in force is never changed: every lead is judged by the version that held when it was handed
over.
"""

from sla.models import PENDING, AgreementVersion, VersionStatus


def in_force() -> AgreementVersion | None:
    """Return the version in force now, None while there is none."""
    return AgreementVersion.objects.filter(status=VersionStatus.IN_FORCE).first()


def drafted() -> AgreementVersion | None:
    """Return the draft, None while there is none that can be edited."""
    return AgreementVersion.objects.filter(status=VersionStatus.DRAFT).first()


def pending() -> AgreementVersion | None:
    """Return what is being agreed on: the draft, the proposal, or what both have signed."""
    return AgreementVersion.objects.filter(status__in=PENDING).first()
