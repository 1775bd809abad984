"""Taking a lead from the queue, and putting it back."""

from datetime import datetime, timedelta

from django.db import transaction

from leads.lifecycle.moving import Step, carry_out, instant
from leads.models import Handoff
from leads.refusals import AlreadyClaimed, IllegalMove, TooLateToUndo
from leads.stages import Move
from teams.models import User

UNDO_SECONDS = 10


def claim(*, handoff: Handoff, at: datetime, by: User) -> Handoff:
    """Make ``by`` the owner of an unclaimed hand-off; the lead is accepted (SAL).

    Atomic: of two who claim at once one gets it, the other ``AlreadyClaimed``, which says who did.
    """
    if handoff.owner is not None and handoff.claimed_at is not None:
        raise AlreadyClaimed(handoff.owner.name, handoff.claimed_at)
    moment = instant(at)
    carry_out(
        Step(
            move=Move.CLAIM,
            handoff=handoff,
            at=moment,
            by=by,
            only_if={"claimed_at__isnull": True},
            sets={"owner_id": by.pk, "claimed_at": moment},
        )
    )
    handoff.owner = by
    return handoff


def claim_next(*, candidates: list[int], at: datetime, by: User) -> Handoff | None:
    """Claim the first of ``candidates`` (ids, most urgent first) that nobody else is claiming.

    Returns the hand-off, or None when all of them are taken. Rows that another rep's claim holds
    are skipped, not waited for: everybody pressing "next" at once gets a different lead.
    """
    with transaction.atomic():
        free = (
            Handoff.objects.unclaimed()
            .filter(pk__in=candidates)
            .select_for_update(skip_locked=True, of=("self",))
        )
        rank = {pk: place for place, pk in enumerate(candidates)}
        found = sorted(free.values_list("pk", flat=True), key=rank.__getitem__)
        if not found:
            return None
        handoff = Handoff.objects.select_related("lead").get(pk=found[0])
        return claim(handoff=handoff, at=at, by=by)


def undo_claim(*, handoff: Handoff, at: datetime, by: User) -> Handoff:
    """Undo a claim within ten seconds, as if it had not been: its clock runs on.

    Raises ``TooLateToUndo`` afterwards, or when something followed the claim.
    """
    moment = instant(at)
    if handoff.claimed_at is None or moment - handoff.claimed_at > timedelta(seconds=UNDO_SECONDS):
        raise TooLateToUndo
    return _give_back(Move.UNDO_CLAIM, handoff, moment, by, {"first_touch_at__isnull": True})


def release(*, handoff: Handoff, at: datetime, by: User) -> Handoff:
    """Put a claimed hand-off back into the queue; a new claim clock begins, the response's goes on."""
    if handoff.claimed_at is None:
        raise IllegalMove
    return _give_back(Move.RELEASE, handoff, instant(at), by, {})


def _give_back(
    move: Move, handoff: Handoff, moment: datetime, by: User, only_if: dict[str, bool]
) -> Handoff:
    carry_out(
        Step(
            move=move,
            handoff=handoff,
            at=moment,
            by=by,
            only_if={"claimed_at__isnull": False, **only_if},
            sets={"owner_id": None, "claimed_at": None},
        )
    )
    handoff.owner = None
    return handoff
