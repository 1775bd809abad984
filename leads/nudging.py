"""Nudging: a manager asks for a lead to be looked at. Nothing moves; somebody is told, once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from kit.durations import long_words_inside
from kit.instants import whole_second
from kit.refusals import NotAllowed, Refusal
from leads.models import Handoff, Nudge
from leads.refusals import IllegalMove
from notifications import outbox
from teams.models import User

QUIET = timedelta(minutes=10)  # one person is nudged about one lead once in so long


@dataclass(frozen=True)
class Offer:
    """A nudge that may be given now, or when the last one was: "Nudged 3 minutes ago"."""

    said: str


class AlreadyNudged(Refusal):
    """The same person was nudged about the same lead a moment ago."""

    code = "already_nudged"

    def __init__(self, nudged_at: datetime, at: datetime) -> None:
        """Take the instant of the nudge and of the second try; ``extra`` names the first."""
        super().__init__(said(nudged_at, at))
        self.extra = {"nudged_at": nudged_at}


def nudge(*, handoff: Handoff, at: datetime, by: User) -> Nudge:
    """Ask the owner of ``handoff``, or unclaimed the reps, to look at it now.

    Managers of either side may: the lead stays whose it is, and both sides watch the promise.
    Raises ``NotAllowed``, ``IllegalMove`` for a closed hand-off or one's own lead, and
    ``AlreadyNudged`` within ten minutes of the last nudge to the same person.
    """
    moment = whole_second(at)
    if not may_nudge(by):
        raise NotAllowed
    with transaction.atomic():
        rows = Handoff.objects.select_for_update(no_key=True)
        now = rows.only("pk", "closed_at", "owner_id").get(pk=handoff.pk)
        if now.closed_at is not None:
            raise IllegalMove(_("This hand-off is closed: nobody needs to look at it."))
        if now.owner_id == by.pk:
            raise IllegalMove(_("This lead is with you."))
        last = recent([now.pk], moment).get(now.pk)
        if last is not None:
            raise AlreadyNudged(last, moment)
        made = Nudge(handoff_id=now.pk, to_id=now.owner_id, by=by, at=moment)
        made.save(force_insert=True)
        outbox.tell(
            key=f"nudge:{made.pk}", kind="lead_nudged", refs={"nudge_id": made.pk}, at=moment
        )
    return made


def offer(*, handoff: Handoff, at: datetime, by: User) -> Offer | None:
    """Return what ``by`` is offered on the page of ``handoff``; None where there is nothing."""
    if not may_nudge(by) or not handoff.is_open or handoff.owner_id == by.pk:
        return None
    nudged_at = recent([handoff.pk], at).get(handoff.pk)
    return Offer(said="" if nudged_at is None else said(nudged_at, at))


def may_nudge(by: User) -> bool:
    """Return whether ``by`` is somebody who nudges."""
    return by.is_manager


def recent(handoff_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Return when each hand-off's present owner was last nudged, if within the quiet time."""
    is_theirs = Q(to_id=F("handoff__owner_id")) | Q(to=None, handoff__owner=None)
    rows = Nudge.objects.filter(is_theirs, handoff_id__in=handoff_ids, at__gt=at - QUIET)
    return dict(rows.order_by("at").values_list("handoff_id", "at"))


def said(nudged_at: datetime, at: datetime) -> str:
    """Return when somebody was nudged, for example "Nudged 3 minutes ago"."""
    seconds = max(0, int((at - nudged_at).total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - seconds of a minute
        return _("Nudged just now")
    return _("Nudged %(time)s ago") % {"time": long_words_inside(seconds - seconds % 60)}
