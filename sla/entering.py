"""A signed version comes into force at its instant, and its period comes to an end at its own.

Beat calls, but the instants are those that were signed: late calls catch up, and a second call
finds nothing left to do.
"""

from datetime import datetime, timedelta

from django.db import transaction

from kit.instants import whole_second
from leads.agreeing import OvertakenTerms, lock_agreeing
from notifications.outbox import tell
from sla.agreements import in_force, pending
from sla.models import (
    AgreementAct,
    AgreementEvent,
    AgreementVersion,
    VersionStatus,
)
from sla.protocol import agree_terms
from sla.taking_open import take_open_ones
from teams.models import User

# So many days before a period is over, both sides hear of it.
REMIND_DAYS = (30, 7, 1)


def enter_due(*, at: datetime) -> AgreementVersion | None:
    """Let the signed version whose instant has come replace the one in force, at that instant.

    Returns it, None when none is due.
    """
    moment = whole_second(at)
    due = AgreementVersion.objects.filter(status=VersionStatus.SIGNED, takes_effect_at__lte=moment)
    if not due.exists():
        return None
    with transaction.atomic():
        lock_agreeing()
        version = due.select_for_update().first()
        if version is None or version.takes_effect_at is None:
            return None
        return enter(version, at=version.takes_effect_at)


def enter(version: AgreementVersion, *, at: datetime) -> AgreementVersion:
    """Put the locked ``version`` in force from ``at`` on; behind ``lock_agreeing``.

    Hand-offs from then on run on it; clocks that run keep the version they began under unless it
    says that it takes them too. Raises ``OvertakenTerms`` where something newer is in force.
    """
    _supersede(at)
    version.status = VersionStatus.IN_FORCE
    version.in_force_at = at
    version.save()
    agree_terms(version, at)
    note(version, AgreementAct.ENTERED, at=at)
    if version.takes_open_ones:
        take_open_ones(version=version, at=at)
    return version


def expire_due(*, at: datetime) -> AgreementVersion | None:
    """End the version in force whose last day is over, at the end of that day.

    From then on nothing is promised to new hand-offs, which stand without clocks; what was promised
    before is still owed. Returns it, None when none is due.
    """
    moment = whole_second(at)
    due = AgreementVersion.objects.filter(status=VersionStatus.IN_FORCE, ends_at__lte=moment)
    if not due.exists():
        return None
    with transaction.atomic():
        lock_agreeing()
        version = due.select_for_update().first()
        if version is not None:
            _expire(version)
    return version


def remind_due(*, at: datetime) -> AgreementEvent | None:
    """Tell both sides, 30, 7 and 1 days ahead, that the period ends and nothing follows it.

    Once each; of several that were missed the latest alone. Returns what was noted, if anything.
    """
    version = in_force()
    if version is None or version.ends_at is None or version.ends_at <= at:
        return None
    days = min(
        (days for days in REMIND_DAYS if version.ends_at - timedelta(days=days) <= at), default=None
    )
    if days is None or _is_followed(version):
        return None
    with transaction.atomic():
        lock_agreeing()
        told = AgreementEvent.objects.filter(
            version=version, act=AgreementAct.ENDING, days_left__lte=days
        )
        if told.exists():
            return None
        return note(version, AgreementAct.ENDING, at=whole_second(at), days_left=days)


def note(
    version: AgreementVersion,
    act: AgreementAct,
    *,
    at: datetime,
    by: User | None = None,
    side: str = "",
    text: str = "",
    days_left: int | None = None,
) -> AgreementEvent:
    """Append what befell ``version`` and tell both sides of it, in the caller's transaction."""
    event = AgreementEvent.objects.create(
        version=version, act=act, at=at, by=by, side=side, text=text, days_left=days_left
    )
    tell(key=f"agreement:{event.pk}", kind="agreement", refs={"event_id": event.pk}, at=at)
    return event


def _is_followed(version: AgreementVersion) -> bool:
    """Return whether a signed version takes over before the period of ``version`` is over."""
    following = pending()
    if following is None or following.status != VersionStatus.SIGNED:
        return False
    effect, end = following.takes_effect_at, version.ends_at
    return effect is not None and end is not None and effect <= end


def _supersede(at: datetime) -> None:
    """End the version in force at ``at``, or at the end of its own last day if that came before."""
    former = in_force()
    if former is None:
        return
    if former.in_force_at is not None and former.in_force_at > at:
        raise OvertakenTerms
    if former.ends_at is not None and former.ends_at < at:
        _expire(former)
        return
    former.status = VersionStatus.SUPERSEDED
    former.superseded_at = at
    former.save()


def _expire(version: AgreementVersion) -> None:
    assert version.ends_at is not None  # noqa: S101 - both callers have asked for it
    version.status = VersionStatus.EXPIRED
    version.expired_at = version.ends_at
    version.save()
    note(version, AgreementAct.EXPIRED, at=version.ends_at)
