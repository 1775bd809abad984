"""Outcomes that another system knows: deals won or lost in the past."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from leads.lifecycle.moving import instant
from leads.models import Handoff, Lead, Outcome, StageChange
from leads.signals import stage_changed
from leads.stages import Move, Stage
from teams.models import User


def import_outcome(
    *,
    lead: Lead,
    outcome: str,
    happened_at: datetime,
    value: Decimal | None,
    at: datetime,
    by: User,
) -> bool:
    """Record that ``lead`` was won or lost at ``happened_at``; return whether anything changed.

    An open hand-off is closed with its real date (``outcome_at``) and its clocks become void: what
    happened elsewhere never counts as a promise kept. The same outcome twice changes nothing.
    """
    moment = instant(at)
    stage = Stage.CUSTOMER if outcome == Outcome.WON else Stage.LOST
    with transaction.atomic():
        row = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        if row.stage == stage:
            return False
        open_now = Handoff.objects.open().filter(lead=row).select_for_update(no_key=True)
        handoff = open_now.first()
        if handoff is not None:
            _close(handoff, outcome, min(instant(happened_at), moment), value, moment)
        from_stage, row.stage = row.stage, stage
        row.save(update_fields=["stage"])
        change = StageChange.objects.create(
            lead=row,
            handoff=handoff,
            move=Move.IMPORT_OUTCOME,
            from_stage=from_stage,
            to_stage=stage,
            at=min(instant(happened_at), moment),
            recorded_at=moment,
            by=by,
        )
        stage_changed.send(sender=StageChange, changes=[change])
    return True


def _close(
    handoff: Handoff, outcome: str, happened_at: datetime, value: Decimal | None, moment: datetime
) -> None:
    handoff.closed_at = max(moment, handoff.handed_at)
    handoff.outcome = outcome
    handoff.outcome_at = happened_at
    handoff.won_value = value if outcome == Outcome.WON else None
    handoff.save(update_fields=["closed_at", "outcome", "outcome_at", "won_value"])
