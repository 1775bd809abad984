"""What a rep does with a claimed lead: contact it, and qualify it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from leads import qualifying
from leads.lifecycle.claiming import claim
from leads.lifecycle.moving import Step, carry_out, instant, may_move
from leads.models import (
    DefinitionKind,
    Handoff,
    Lead,
    Touch,
    TouchChannel,
    TouchOutcome,
)
from leads.refusals import IllegalMove
from leads.stages import Move
from teams.models import Side, User

CLAMP = timedelta(seconds=60)
BACKDATING_LIMIT = timedelta(hours=24)


@dataclass(frozen=True)
class NewTouch:
    """A touch to be logged: channel, outcome, when it happened, what was said."""

    channel: str
    outcome: str
    occurred_at: datetime
    note: str = ""


def log_touch(*, handoff: Handoff, touch: NewTouch, at: datetime, by: User) -> Touch:
    """Log a touch by ``by``; an unclaimed lead is claimed with it.

    A touch is judged by when it happened: within a minute of the hand-off or of now it is moved
    there, beyond that one before the hand-off or in the future is refused (``BadInput``), and one
    dated back by more than 24 hours needs a manager of sales (``NotAllowed``).
    """
    moment = instant(at)
    occurred_at = judged(handoff, instant(touch.occurred_at), moment, by)
    check_words(touch)
    with transaction.atomic():
        if handoff.claimed_at is None:
            claim(handoff=handoff, at=moment, by=by)
        elif not may_move(Move.TOUCH, handoff, by):
            raise NotAllowed
        _look_again(handoff)
        first = min(filter(None, (handoff.first_touch_at, occurred_at)))
        row = Touch(
            handoff=handoff,
            by=by,
            channel=touch.channel,
            outcome=touch.outcome,
            occurred_at=occurred_at,
            logged_at=moment,
            note=touch.note.strip(),
        )
        row.save(force_insert=True)
        carry_out(
            Step(
                move=Move.TOUCH,
                handoff=handoff,
                at=moment,
                by=by,
                only_if={"claimed_at__isnull": False},
                sets={"first_touch_at": first},
                touch=row,
            )
        )
    return row


def _look_again(handoff: Handoff) -> None:
    """Read the first touch behind the lead's lock: of two touches at once, both are kept."""
    Lead.objects.select_for_update(no_key=True).only("pk").get(pk=handoff.lead_id)
    handoff.refresh_from_db(fields=["first_touch_at"])


def judged(handoff: Handoff, occurred_at: datetime, now: datetime, by: User) -> datetime:
    """Return the instant that counts of a touch logged at ``now``, or refuse it."""
    if occurred_at > now + CLAMP:
        raise BadInput(_("A touch cannot lie in the future."), field="occurred_at")
    if occurred_at < handoff.handed_at - CLAMP:
        raise BadInput(
            _("A touch cannot lie before the hand-off. The lead was handed over later than that."),
            field="occurred_at",
        )
    if now - occurred_at > BACKDATING_LIMIT and not by.manages(Side.SALES):
        raise NotAllowed(
            _("A touch of more than 24 hours ago is logged by a manager of sales."),
            field="occurred_at",
        )
    return min(max(occurred_at, handoff.handed_at), now)


def check_words(touch: NewTouch) -> None:
    """Raise ``BadInput`` for a channel or an outcome that there is not."""
    if touch.channel not in TouchChannel.values:
        raise BadInput(_("Choose how the lead was contacted."), field="channel")
    if touch.outcome not in TouchOutcome.values:
        raise BadInput(_("Choose what came of it."), field="outcome")


def qualify(
    *,
    handoff: Handoff,
    confirmed: frozenset[str],
    at: datetime,
    by: User,
    override_reason: str = "",
) -> Handoff:
    """Qualify a contacted lead for sales (SQL), held against the definition in force.

    ``confirmed`` names what the rep vouches for (``has_budget`` and so on). Raises
    ``DefinitionNotMet`` when the definition is not met and no ``override_reason`` is given.
    """
    moment = instant(at)
    if handoff.first_touch_at is None:
        raise IllegalMove(_("Log the contact first: a lead is qualified by talking to it."))
    lead, kind, reason = handoff.lead, DefinitionKind.SQL, override_reason
    step = Step(
        move=Move.QUALIFY,
        handoff=handoff,
        at=moment,
        by=by,
        only_if={"claimed_at__isnull": False},
        sets={"qualified_at": moment},
    )
    with transaction.atomic():
        found = qualifying.check(
            lead=lead, kind=kind, at=moment, handoff=handoff, confirmed=confirmed
        )
        qualifying.record(
            found, lead=lead, handoff=handoff, at=moment, by=by, override_reason=reason
        )
        carry_out(step)
    return handoff
