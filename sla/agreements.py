"""The versions of the agreement as they stand: in force, being agreed on.

What is in force is never changed: every lead is judged by the version that held when it was handed
over.
"""

from django.db.models import QuerySet

from sla.models import PENDING, AgreementVersion, VersionStatus
from teams.models import User

# What nobody but managers reads: it may still change.
BETWEEN_MANAGERS = (VersionStatus.DRAFT, VersionStatus.PROPOSED)


def in_force() -> AgreementVersion | None:
    """Return the version in force now, None while there is none."""
    return AgreementVersion.objects.filter(status=VersionStatus.IN_FORCE).first()


def drafted() -> AgreementVersion | None:
    """Return the draft, None while there is none that can be edited."""
    return AgreementVersion.objects.filter(status=VersionStatus.DRAFT).first()


def pending() -> AgreementVersion | None:
    """Return what is being agreed on: the draft, the proposal, or what both have signed."""
    return AgreementVersion.objects.filter(status__in=PENDING).first()


def readable(reader: User) -> QuerySet[AgreementVersion]:
    """Return the versions that ``reader`` may read: what may still change is for managers."""
    rows = AgreementVersion.objects.all()
    return rows if reader.is_manager else rows.exclude(status__in=BETWEEN_MANAGERS)
