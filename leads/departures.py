"""Leads of people who left or are away go back to the queue: visibly, each at once or once.

Somebody who leaves loses every lead that waits for them; somebody who is away those that nobody has
contacted yet, when the absence begins. What sales has qualified stays: it needs a new owner, not
the queue, and stands on the list of exceptions until a manager gives it one.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from kit.instants import whole_second
from leads.models import AbsenceCause, Handoff, Lead, StageChange
from leads.signals import stage_changed
from leads.stages import Move, Stage
from notifications import outbox
from teams.models import Absence, Membership, Side, User

CHUNK = 200


def take_back_all(user: User, at: datetime, by: User) -> int:
    """Put every lead that waits for ``user``, who left, back into the queue; return how many."""
    return take_back(owner=user, cause=AbsenceCause.LEFT, at=at, by=by)


def take_back(*, owner: User, cause: str, at: datetime, by: User | None) -> int:
    """Put the leads of ``owner`` back into the queue because of ``cause``; return how many.

    As a release: the response clock goes on, a new claim clock starts. ``by`` None is the product
    itself. Managers of sales are told once, with how many there are.
    """
    moment, changes = whole_second(at), list[StageChange]()
    with transaction.atomic():
        while taken := _take_chunk(owner, cause, moment, by):
            changes += taken
        if changes:
            outbox.tell(
                key=f"leads_back:{changes[0].pk}",
                kind="leads_back",
                refs={"change_id": changes[0].pk, "number": len(changes)},
                at=moment,
            )
    return len(changes)


def return_left(*, at: datetime) -> int:
    """Act on absences that have begun, and on owners who are no longer in sales.

    Each absence is acted on once, in the transaction that marks it. Returns how many leads went
    back.
    """
    returned = 0
    while (number := _begin_one(at)) is not None:
        returned += number
    in_sales = Membership.objects.filter(user=OuterRef("pk"), team__side=Side.SALES)
    owners = Handoff.objects.open().filter(owner__isnull=False, lead__stage=Stage.SAL)
    gone = User.objects.filter(pk__in=owners.values("owner")).exclude(
        Exists(in_sales), is_active=True
    )
    for owner in gone:
        returned += take_back(owner=owner, cause=AbsenceCause.LEFT, at=at, by=None)
    return returned


def _begin_one(at: datetime) -> int | None:
    """Act on one absence that has begun; None when there is none."""
    with transaction.atomic():
        rows = Absence.objects.filter(
            begun_at__isnull=True, cancelled_at__isnull=True, starts_at__lte=at
        )
        absence = rows.order_by("starts_at").select_for_update(skip_locked=True).first()
        if absence is None:
            return None
        absence.begun_at = at
        absence.save(update_fields=["begun_at"])
        if absence.ends_at <= at:  # nothing ran while they were away
            return 0
        return take_back(owner=absence.user, cause=AbsenceCause.AWAY, at=at, by=None)


def _take_chunk(owner: User, cause: str, at: datetime, by: User | None) -> list[StageChange]:
    """Release up to a chunk of leads: leads locked by their ids, then hand-offs, as everywhere."""
    rows = Handoff.objects.open().filter(
        owner=owner, claimed_at__isnull=False, handed_at__lte=at, lead__stage=Stage.SAL
    )
    if cause == AbsenceCause.AWAY:
        rows = rows.filter(first_touch_at__isnull=True)
    lead_ids = list(rows.order_by("lead_id").values_list("lead_id", flat=True)[:CHUNK])
    locked = Lead.objects.filter(pk__in=lead_ids, stage=Stage.SAL).order_by("pk")
    held = list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
    mine = rows.filter(lead_id__in=held).order_by("pk").select_for_update(of=("self",), no_key=True)
    pairs = list(mine.values_list("pk", "lead_id"))
    if not pairs:
        return []
    Lead.objects.filter(pk__in=[lead for _pk, lead in pairs]).update(stage=Stage.MQL)
    Handoff.objects.filter(pk__in=[pk for pk, _lead in pairs]).update(owner=None, claimed_at=None)
    changes = StageChange.objects.bulk_create(
        StageChange(
            lead_id=lead_id,
            handoff_id=pk,
            move=Move.RELEASE,
            from_stage=Stage.SAL,
            to_stage=Stage.MQL,
            at=at,
            recorded_at=at,
            by=by,
            cause=cause,
            taken_from=owner,
        )
        for pk, lead_id in pairs
    )
    stage_changed.send(sender=StageChange, changes=changes)
    return changes
