"""Absences: saying when somebody is away, and that they are back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from teams.models import Absence, Side, User

LONGEST = timedelta(days=366)


def may_note(user: User, by: User) -> bool:
    """Return whether ``by`` may say when ``user`` is away: oneself, and managers of sales."""
    if not user.is_seller:
        return False
    return by.manages(Side.SALES) or (by.pk == user.pk and by.is_seller)


def note(*, user: User, starts_at: datetime, ends_at: datetime, at: datetime, by: User) -> Absence:
    """Say that ``user`` is away in ``[starts_at, ends_at)``.

    Raises ``NotAllowed``, or ``BadInput`` for an end that is no end, lies in the past or more than
    a year away, and for days on which they are away already.
    """
    if not may_note(user, by):
        raise NotAllowed
    if ends_at <= starts_at:
        raise BadInput(_("The last day lies before the first."), field="last_date")
    if ends_at <= at:
        raise BadInput(_("These days are over."), field="last_date")
    if ends_at - starts_at > LONGEST:
        raise BadInput(_("Choose at most a year."), field="last_date")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if standing(at).filter(user=user, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise BadInput(_("They are away on some of these days already."), field="first_date")
        return Absence.objects.create(
            user=user, starts_at=starts_at, ends_at=ends_at, noted_at=at, by=by
        )


def cancel(*, absence: Absence, at: datetime, by: User) -> Absence:
    """Take ``absence`` back, or end it now if it has begun; what it caused stands.

    Raises ``NotAllowed``, or ``BadInput`` for one that is over.
    """
    if not may_note(absence.user, by):
        raise NotAllowed
    with transaction.atomic():
        locked = standing(at).filter(pk=absence.pk).select_for_update(of=("self",)).first()
        if locked is None:
            raise BadInput(_("These days are over."))
        if locked.starts_at < at:
            locked.ends_at = at
        else:
            locked.cancelled_at = at
        locked.save(update_fields=["ends_at", "cancelled_at"])
    return locked


def standing(at: datetime) -> QuerySet[Absence]:
    """Return the absences that hold at ``at`` or will, with whose they are."""
    rows = Absence.objects.filter(ends_at__gt=at, cancelled_at__isnull=True)
    return rows.select_related("user", "by").order_by("starts_at", "pk")


def is_away(user: User, at: datetime) -> bool:
    """Return whether ``user`` is away at ``at``."""
    return standing(at).filter(user=user, starts_at__lte=at).exists()


def away_until(at: datetime) -> dict[int, datetime]:
    """Return until when those are away who are away at ``at``, by the person's id; one query."""
    rows = standing(at).filter(starts_at__lte=at).order_by("ends_at")
    return dict(rows.values_list("user", "ends_at"))


def since(at: datetime) -> list[tuple[int, datetime, datetime]]:
    """Return who is away from when until when, of absences that end after ``at``; one query."""
    return list(standing(at).values_list("user", "starts_at", "ends_at"))
