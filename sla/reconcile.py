"""Finds hand-offs whose changes no clock has followed, and follows them."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from leads.models import Handoff, StageChange
from sla import clocks
from sla.models import Clock, ClockException

LOOK_BACK = timedelta(days=7)
AT_MOST = 500


def reconcile(*, at: datetime) -> int:
    """Follow the changes of hand-offs of the last days that have neither clock nor exception.

    Returns how many there were; there should be none, since clocks follow in the transaction of
    the move. The same ``follow`` serves, so that nothing can come out differently.
    """
    orphans = (
        Handoff.objects.filter(handed_at__gt=at - LOOK_BACK, handed_at__lt=at)
        .exclude(Exists(Clock.objects.filter(handoff=OuterRef("pk"))))
        .exclude(Exists(ClockException.objects.filter(handoff=OuterRef("pk"))))
        .order_by("pk")
        .values_list("pk", flat=True)[:AT_MOST]
    )
    found = list(orphans)
    for handoff_id in found:
        changes = StageChange.objects.filter(handoff_id=handoff_id).order_by("id")
        for change in changes:
            clocks.follow(changes=[change])
    return len(found)
