"""How a move is carried out: permission, conditional update, history, signal. Once, for all.

Rows are locked in one order everywhere: leads by their ids, then hand-offs, then clocks. Nobody
who waits for one holds what the other needs.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import NotAllowed
from leads.models import Handoff, Lead, Outcome, ReturnReason, StageChange, Touch
from leads.refusals import AlreadyClaimed, IllegalMove, StaleLead
from leads.signals import stage_changed
from leads.stages import MOVES, Actor, Move
from teams.models import Side, User


@dataclass(frozen=True)
class Step:
    """One move of one hand-off.

    ``only_if``: conditions on the hand-off's row, checked by the database in the same statement
    that writes ``sets``. ``lead_sets``: what changes on the lead besides its stage.
    """

    move: Move
    handoff: Handoff
    at: datetime
    by: User
    only_if: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, Any] = field(default_factory=dict)
    lead_sets: dict[str, Any] = field(default_factory=dict)
    reason: ReturnReason | None = None
    touch: Touch | None = None
    given_to: User | None = None


def may_move(move: Move, handoff: Handoff, by: User) -> bool:
    """Return whether ``by`` is somebody who may make ``move`` on ``handoff``."""
    actor = MOVES[move].actor
    if actor is Actor.MARKETING:
        return by.is_marketer
    if actor is Actor.SALES:
        return by.is_seller
    if actor is Actor.SALES_MANAGER:
        return by.manages(Side.SALES)
    if actor is Actor.MARKETING_MANAGER:
        return by.manages(Side.MARKETING)
    if actor is Actor.OWNER:
        is_theirs = handoff.owner_id in {None, by.pk}
        return by.is_seller and (is_theirs or by.manages(Side.SALES))
    return False


def permit(step: Step) -> None:
    """Raise ``NotAllowed`` unless the step's person may make its move."""
    if not may_move(step.move, step.handoff, step.by):
        raise NotAllowed(_not_yours(step))


def carry_out(step: Step) -> StageChange:
    """Make the move and return its ``StageChange``; ``step.handoff`` shows the new state after.

    Raises ``NotAllowed`` for the wrong person, ``AlreadyClaimed``, ``IllegalMove`` or
    ``StaleLead`` when the row is no longer as the move needs it; then nothing is written.
    """
    permit(step)
    with transaction.atomic():
        from_stage, to_stage = _move_lead(step)
        rows = Handoff.objects.filter(
            pk=step.handoff.pk,
            closed_at__isnull=True,
            owner_id=step.handoff.owner_id,
            handed_at__lte=step.at,
            **step.only_if,
        )
        if step.sets:
            took = rows.update(**step.sets)
        else:
            took = len(rows.select_for_update(no_key=True).values_list("pk"))
        if not took:
            raise why_not(step)
        change = _record(step, from_stage, to_stage)
    for name, value in step.sets.items():
        setattr(step.handoff, name, value)
    step.handoff.lead.stage = to_stage
    return change


def _move_lead(step: Step) -> tuple[str, str]:
    """Lock the lead and move its stage, before the hand-off: nobody else moves it meanwhile."""
    rule = MOVES[step.move]
    rows = Lead.objects.filter(pk=step.handoff.lead_id, stage__in=rule.sources)
    known = next(iter(rule.sources)) if len(rule.sources) == 1 else None
    stages = rows.select_for_update(no_key=True).values_list("stage", flat=True)
    from_stage = known or next(iter(stages), None)
    if from_stage is None:
        raise why_not(step)
    to_stage = rule.to or from_stage
    sets = step.lead_sets | ({"stage": to_stage} if to_stage != from_stage else {})
    if sets and not rows.update(**sets):
        raise why_not(step)
    return from_stage, to_stage


def _record(step: Step, from_stage: str, to_stage: str) -> StageChange:
    change = StageChange(
        lead_id=step.handoff.lead_id,
        handoff_id=step.handoff.pk,
        move=step.move,
        from_stage=from_stage,
        to_stage=to_stage,
        at=step.at,
        recorded_at=step.at,
        by_id=step.by.pk,
        given_to=step.given_to,
        reason=step.reason,
        touch=step.touch,
    )
    change.save(force_insert=True)
    stage_changed.send(sender=StageChange, changes=[change])
    return change


def why_not(step: Step) -> Exception:
    """Read the row again and return the refusal that says what stood in the way.

    Everybody who was slower comes here, all at once as a rule: one plain statement, no models.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOW, [step.handoff.pk])
        row = cursor.fetchone()
    if row is None or step.at < row[0]:
        return StaleLead()
    _handed_at, closed_at, outcome, owner_id, owner_name, claimed_at = row
    if closed_at is not None:
        label = Outcome(outcome).label
        return IllegalMove(_("This hand-off is closed: %(outcome)s.") % {"outcome": label})
    if owner_id is not None and owner_id != step.handoff.owner_id:
        return AlreadyClaimed(owner_name, claimed_at, is_yours=owner_id == step.by.pk)
    if owner_id != step.handoff.owner_id:
        return StaleLead()
    return IllegalMove()


_NOW = """
SELECT h.handed_at, h.closed_at, h.outcome, h.owner_id, u.name, h.claimed_at
  FROM leads_handoff h LEFT JOIN teams_user u ON u.id = h.owner_id
 WHERE h.id = %s
"""


def _not_yours(step: Step) -> str | None:
    owner = step.handoff.owner
    if step.by.is_seller and owner is not None and owner.pk != step.by.pk:
        return _("This lead is with %(name)s.") % {"name": owner.name}
    return None


def instant(at: datetime) -> datetime:
    """Return ``at`` in the clock's unit, whole seconds; naive instants are refused."""
    return whole_second(at)
