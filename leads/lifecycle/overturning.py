"""Marketing's manager overturns a rejection: the hand-off goes on as if it had not been."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from leads.lifecycle.moving import instant, may_move
from leads.models import Handoff, Lead, Outcome, Overturning, StageChange
from leads.refusals import IllegalMove
from leads.signals import stage_changed
from leads.stages import MOVES, Move, Stage
from notifications import outbox
from teams.models import User

TEXT_MAX_LENGTH = 500


def overturn(*, handoff: Handoff, text: str, at: datetime, by: User) -> Handoff:
    """Let a rejected ``handoff`` go on, with whoever had it, for the reason ``text``.

    Its promises run on from their original start: the buyer has waited all along. Raises
    ``NotAllowed`` for all but managers of marketing, ``BadInput`` without a reason, and
    ``IllegalMove`` for what was not rejected, or where the lead has gone on since.
    """
    if not may_move(Move.OVERTURN, handoff, by):
        raise NotAllowed
    said, moment = text.strip(), instant(at)
    if not said:
        raise BadInput(_("Say why the rejection does not hold."), field="text")
    if len(said) > TEXT_MAX_LENGTH:
        raise BadInput(_("Keep the text within 500 characters."), field="text")
    with transaction.atomic():
        rejected = _rejected(handoff, moment)
        stage = Stage.SAL if rejected.owner_id else Stage.MQL
        Lead.objects.filter(pk=handoff.lead_id).update(stage=stage)
        text_then = _reopen(rejected)
        change = StageChange(
            lead_id=handoff.lead_id,
            handoff=rejected,
            move=Move.OVERTURN,
            from_stage=Stage.INQUIRY,
            to_stage=stage,
            at=moment,
            recorded_at=moment,
            by=by,
        )
        change.save(force_insert=True)
        Overturning.objects.create(change=change, text=said, rejected_text=text_then)
        stage_changed.send(sender=StageChange, changes=[change])
        outbox.tell(
            key=f"rejection_overturned:{change.pk}",
            kind="rejection_overturned",
            refs={"change_id": change.pk},
            at=moment,
        )
    found: Handoff = Handoff.objects.select_related("lead", "owner").get(pk=handoff.pk)
    return found


def may_overturn(handoff: Handoff, by: User) -> bool:
    """Return whether ``by`` may overturn the rejection of ``handoff``, its lead loaded, by now."""
    return (
        may_move(Move.OVERTURN, handoff, by)
        and handoff.outcome == Outcome.REJECTED
        and handoff.lead.stage in MOVES[Move.OVERTURN].sources
    )


def _rejected(handoff: Handoff, at: datetime) -> Handoff:
    """Return the rejected hand-off, locked behind its lead, which has not gone on since."""
    leads = Lead.objects.filter(pk=handoff.lead_id, stage__in=MOVES[Move.OVERTURN].sources)
    is_free = bool(leads.select_for_update(no_key=True).values_list("pk"))
    latest = Handoff.objects.filter(lead=handoff.lead_id).order_by("-cycle")
    row: Handoff | None = latest.select_for_update(no_key=True).first()
    if row is None or row.pk != handoff.pk or row.outcome != Outcome.REJECTED:
        raise IllegalMove(_("Only a rejection can be overturned."))
    if not is_free:
        raise IllegalMove(_("This lead has gone on since it was rejected."))
    if row.closed_at is None or row.closed_at > at:
        raise IllegalMove
    return row


def _reopen(handoff: Handoff) -> str:
    """Open ``handoff`` again; return what had been written with its rejection."""
    text = handoff.reason_text
    handoff.closed_at = handoff.outcome_at = handoff.answered_at = None
    handoff.outcome = handoff.reason_text = ""
    handoff.reason = handoff.failed_criterion = None
    handoff.save(
        update_fields=[
            "closed_at",
            "outcome_at",
            "answered_at",
            "outcome",
            "reason_text",
            "reason",
            "failed_criterion",
        ]
    )
    return text
