"""Giving a lead to a rep: a manager's way out of a clock that runs down, or of an absent owner."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput
from leads.lifecycle.moving import Step, carry_out, instant, permit
from leads.models import Handoff
from leads.refusals import AlreadyClaimed
from leads.stages import Move
from notifications import outbox
from teams.models import User


def assign(*, handoff: Handoff, to: User, at: datetime, by: User) -> Handoff:
    """Make ``to`` the owner of an unclaimed hand-off, as if they had claimed it at ``at``.

    ``by`` is a manager of sales. Raises ``NotAllowed``, ``AlreadyClaimed`` with who has it,
    ``IllegalMove`` when the hand-off is closed, or ``BadInput`` (``to``) for somebody who is not
    in sales or no longer active. The rep is told, unless they gave it to themselves.
    """
    moment = instant(at)
    step = Step(
        move=Move.ASSIGN,
        handoff=handoff,
        at=moment,
        by=by,
        only_if={"claimed_at__isnull": True},
        sets={"owner_id": to.pk, "claimed_at": moment},
        given_to=to,
    )
    permit(step)
    _check_person(to)
    if handoff.owner is not None and handoff.claimed_at is not None:
        is_yours = handoff.owner_id == by.pk
        raise AlreadyClaimed(handoff.owner.name, handoff.claimed_at, is_yours=is_yours)
    return _give(step, to)


def reassign(*, handoff: Handoff, to: User, at: datetime, by: User) -> Handoff:
    """Make ``to`` the owner of a claimed hand-off: the lead has waited all along, so it still does.

    ``by`` is a manager of sales. Raises ``NotAllowed``, ``IllegalMove`` when nobody has claimed it
    or it is closed, or ``BadInput`` (``to``) for its owner, for somebody who is not in sales or no
    longer active. The new owner and the former one are told, but not whoever did it.
    """
    step = Step(
        move=Move.REASSIGN,
        handoff=handoff,
        at=instant(at),
        by=by,
        only_if={"claimed_at__isnull": False},
        sets={"owner_id": to.pk},
        given_to=to,
    )
    permit(step)
    _check_person(to)
    if handoff.owner_id == to.pk:
        raise BadInput(_("Choose somebody else: the lead is theirs already."), field="to")
    return _give(step, to)


def _check_person(to: User) -> None:
    if not (to.is_active and to.is_seller):
        raise BadInput(_("Choose somebody who works in sales."), field="to")


def _give(step: Step, to: User) -> Handoff:
    former = step.handoff.owner_id
    with transaction.atomic():
        change = carry_out(step)
        if to.pk != step.by.pk:
            outbox.tell(
                key=f"change:{change.pk}:assigned",
                kind="lead_assigned",
                refs={"change_id": change.pk},
                at=step.at,
            )
        if former is not None and former != step.by.pk:
            outbox.tell(
                key=f"change:{change.pk}:reassigned",
                kind="lead_reassigned",
                refs={"change_id": change.pk, "former_id": former},
                at=step.at,
            )
    step.handoff.owner = to
    return step.handoff
