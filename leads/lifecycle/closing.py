"""The decisions that end a hand-off: back to marketing, out, won or lost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.refusals import BadInput
from leads import terms
from leads.lifecycle.moving import Step, carry_out, instant
from leads.models import (
    DefinitionCriterion,
    DefinitionKind,
    Handoff,
    Outcome,
    ReasonKind,
    ReturnReason,
    Touch,
)
from leads.refusals import AttemptsOutstanding, IllegalMove, RecycledOften
from leads.stages import Move
from notifications import outbox
from teams.models import User

TEXT_MAX_LENGTH = 500


@dataclass(frozen=True)
class Decision:
    """A reason's key with what it asks for: a text, the failed criterion's id, a date."""

    reason: str
    text: str = ""
    criterion_id: int | None = None
    until_date: date | None = None


def reject(*, handoff: Handoff, decision: Decision, at: datetime, by: User) -> Handoff:
    """Refuse a lead for what its papers show; only before the first touch."""
    if handoff.first_touch_at is not None:
        raise IllegalMove(
            _("This lead was contacted already: disqualify it or return it to marketing instead.")
        )
    return _close(Move.REJECT, handoff, decision, at, by, {"first_touch_at__isnull": True})


def disqualify(*, handoff: Handoff, decision: Decision, at: datetime, by: User) -> Handoff:
    """Rule a lead out for what a contact showed; "unable to reach" only after the attempts."""
    if handoff.first_touch_at is None:
        raise IllegalMove(_("Log the contact first, or reject the lead."))
    return _close(Move.DISQUALIFY, handoff, decision, at, by, {"claimed_at__isnull": False})


def recycle(*, handoff: Handoff, decision: Decision, at: datetime, by: User) -> Handoff:
    """Return a claimed lead to marketing until a date (``decision.until_date``).

    It lies in the future and within the days that were agreed: the lead must come back to somebody.
    Raises ``RecycledOften`` for one that came back as often as was agreed.
    """
    agreed = terms.in_force(handoff.handed_at).recycling
    _check_return(decision.until_date, agreed, timezone.localdate(at))
    if agreed.times is not None:
        _check_times(handoff, agreed.times)
    return _close(
        Move.RECYCLE,
        handoff,
        decision,
        at,
        by,
        {"claimed_at__isnull": False},
        {"nurture_until_date": decision.until_date},
    )


def lose(*, handoff: Handoff, decision: Decision, at: datetime, by: User) -> Handoff:
    """Close a qualified lead whose deal was lost."""
    return _close(Move.LOSE, handoff, decision, at, by, {"claimed_at__isnull": False})


def win(*, handoff: Handoff, value: Decimal | None, at: datetime, by: User) -> Handoff:
    """Close a qualified lead as a customer, with the deal's value in the company's currency."""
    if value is None or not value.is_finite() or value < 0:
        raise BadInput(_("Give the value of the deal: zero or more."), field="value")
    moment = instant(at)
    sets = _ending(Outcome.WON, moment) | {"won_value": value}
    carry_out(
        Step(
            move=Move.WIN,
            handoff=handoff,
            at=moment,
            by=by,
            only_if={"claimed_at__isnull": False},
            sets=sets,
        )
    )
    return handoff


_OUTCOMES = {
    Move.REJECT: (ReasonKind.REJECT, Outcome.REJECTED),
    Move.DISQUALIFY: (ReasonKind.DISQUALIFY, Outcome.DISQUALIFIED),
    Move.RECYCLE: (ReasonKind.RECYCLE, Outcome.RECYCLED),
    Move.LOSE: (ReasonKind.LOSE, Outcome.LOST),
}


def _close(
    move: Move,
    handoff: Handoff,
    decision: Decision,
    at: datetime,
    by: User,
    only_if: dict[str, Any],
    lead_sets: dict[str, Any] | None = None,
) -> Handoff:
    moment = instant(at)
    kind, outcome = _OUTCOMES[move]
    agreed = terms.in_force(handoff.handed_at)
    reason = _reason(kind, decision, handoff, agreed)
    sets = _ending(outcome, moment) | {
        "reason_id": reason.pk,
        "reason_text": decision.text.strip(),
        "failed_criterion_id": _failed_criterion(reason, decision.criterion_id, agreed),
    }
    with transaction.atomic():
        step = Step(move, handoff, moment, by, only_if, sets, lead_sets or {}, reason)
        change = carry_out(step)
        outbox.tell(
            key=f"lead_returned:{change.pk}",
            kind="lead_returned",
            refs={"handoff_id": handoff.pk},
            at=moment,
        )
    return handoff


def _ending(outcome: Outcome, moment: datetime) -> dict[str, Any]:
    return {"closed_at": moment, "outcome": outcome, "outcome_at": moment}


def _check_return(until: date | None, agreed: terms.Recycling, today: date) -> None:
    if until is None or until <= today:
        raise BadInput(_("Choose a day in the future."), field="until_date")
    latest = today + timedelta(days=agreed.longest_days)
    if until > latest:
        message = _("The agreement allows no day after %(day)s.")
        raise BadInput(message % {"day": date_format(latest)}, field="until_date")


def _check_times(handoff: Handoff, times: int) -> None:
    """Refuse to return a lead that came back to marketing ``times`` times already."""
    former = Handoff.objects.filter(lead=handoff.lead_id, outcome=Outcome.RECYCLED).count()
    if former >= times:
        message = ngettext(
            "This lead was returned to marketing once, and the agreement allows no more. Go on"
            " with it, or disqualify it.",
            "This lead was returned to marketing %(n)s times, and the agreement allows no more. Go"
            " on with it, or disqualify it.",
            former,
        )
        raise RecycledOften(message % {"n": former})


def _reason(
    kind: str, decision: Decision, handoff: Handoff, agreed: terms.TermsText
) -> ReturnReason:
    """Return the chosen reason once everything it asks for is there."""
    offered = agreed.reasons(kind)
    reason = next((one for one in offered if one.key == decision.reason), None)
    if reason is None:
        raise BadInput(_("Choose a reason."), field="reason")
    if reason.needs_text and not decision.text.strip():
        raise BadInput(_("Say in a few words what the reason is."), field="text")
    if len(decision.text.strip()) > TEXT_MAX_LENGTH:
        raise BadInput(_("Keep the text within 500 characters."), field="text")
    if reason.needs_attempts:
        _check_attempts(handoff, agreed)
    return reason


def _failed_criterion(
    reason: ReturnReason, criterion_id: int | None, agreed: terms.TermsText
) -> int | None:
    """Return the criterion that a rejection by definition names; one of the definition's own.

    Where no definition was agreed at the hand-off, or it has no criteria, there is none to name.
    """
    if not reason.needs_criterion:
        return None
    definition_id = agreed.definition_ids.get(DefinitionKind.MQL)
    if definition_id is None:
        return None
    rows = DefinitionCriterion.objects.filter(definition_id=definition_id)
    ids = set(rows.values_list("pk", flat=True))
    if ids and criterion_id not in ids:
        raise BadInput(_("Choose the criterion that is not met."), field="criterion_id")
    return criterion_id if ids else None


def _check_attempts(handoff: Handoff, agreed: terms.TermsText) -> None:
    """Refuse "unable to reach" before the attempts that were promised when it was handed over."""
    promised = agreed.attempts_for(handoff)
    made = Touch.objects.filter(handoff=handoff).count()
    if made < promised:
        raise AttemptsOutstanding(
            _("%(made)s of the %(promised)s promised attempts have been made.")
            % {"made": made, "promised": promised},
            field="reason",
        )
