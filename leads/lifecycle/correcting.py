"""Putting right what was logged: a touch is corrected or struck out; what it said is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from leads.lifecycle.answering import CLAMP, NewTouch, check_words, judged
from leads.lifecycle.moving import instant
from leads.models import Handoff, Lead, StageChange, Touch, TouchCorrection
from leads.refusals import IllegalMove
from leads.signals import stage_changed
from leads.stages import Move
from teams.models import Side, User

AUTHORS_TIME = timedelta(hours=24)
REASON_MAX_LENGTH = 500
_TEXT = ("channel", "outcome", "occurred_at", "note")


@dataclass(frozen=True)
class _Change:
    """One correction: the touch, why, when, by whom, and which move it is."""

    touch: Touch
    move: Move
    reason: str
    at: datetime
    by: User


def refusal_to_correct(*, touch: Touch, at: datetime, by: User) -> NotAllowed | IllegalMove | None:
    """Return why ``by`` may not put ``touch`` right at ``at``, None when they may.

    Its author may within 24 hours of logging it, managers of sales at any time; one that was
    struck out stays so.
    """
    if not by.is_seller:
        return NotAllowed()
    if not by.manages(Side.SALES):
        if touch.by_id != by.pk:
            return NotAllowed(_("Who logged a touch corrects it, or a manager of sales."))
        if at - touch.logged_at > AUTHORS_TIME:
            return NotAllowed(
                _("A touch logged more than 24 hours ago is corrected by a manager of sales.")
            )
    if touch.struck_at is not None:
        return IllegalMove(_("This touch was struck out already."))
    return None


def correct_touch(
    *, touch: Touch, text: NewTouch, reason: str = "", at: datetime, by: User
) -> Touch:
    """Let ``touch`` say ``text``; what it said before is kept, and every verdict follows.

    The instant is judged as it would have been when the touch was logged. Raises ``NotAllowed``
    after the author's 24 hours for all but managers of sales, ``IllegalMove`` for one that was
    struck out, and ``BadInput`` for what cannot be, or when nothing differs.
    """
    found = _Change(touch, Move.CORRECT, _reason(reason), instant(at), by)
    with transaction.atomic():
        _lock(found)
        check_words(text)
        former = _former(touch)
        touch.occurred_at = _moved(touch, text, by)
        touch.channel, touch.outcome, touch.note = text.channel, text.outcome, text.note.strip()
        if former == _former(touch):
            raise BadInput(_("Nothing was changed."), field="occurred_at")
        touch.save(update_fields=_TEXT)
        _follow(found, former)
    return touch


def strike_touch(*, touch: Touch, reason: str, at: datetime, by: User) -> Touch:
    """Take ``touch`` out of what counts; it stays readable, with ``reason``.

    A promise that only this touch kept runs again from its start. Raises as ``correct_touch``, and
    ``BadInput`` (``reason``) without a reason.
    """
    found = _Change(touch, Move.STRIKE, _reason(reason), instant(at), by)
    if not found.reason:
        raise BadInput(_("Say why it is struck out."), field="reason")
    with transaction.atomic():
        _lock(found)
        touch.struck_at = found.at
        touch.save(update_fields=["struck_at"])
        _follow(found, _former(touch))
    return touch


def _reason(text: str) -> str:
    if len(text.strip()) > REASON_MAX_LENGTH:
        raise BadInput(_("Keep the text within 500 characters."), field="reason")
    return text.strip()


def _lock(found: _Change) -> None:
    """Lock lead, hand-off and touch, in the order of every move, and read the touch again."""
    touch = found.touch
    Lead.objects.select_for_update(no_key=True).only("pk").get(pk=touch.handoff.lead_id)
    Handoff.objects.select_for_update(no_key=True).only("pk").get(pk=touch.handoff_id)
    touch.refresh_from_db(from_queryset=Touch.every.all())
    refusal = refusal_to_correct(touch=touch, at=found.at, by=found.by)
    if refusal is not None:
        raise refusal


def _former(touch: Touch) -> dict[str, object]:
    return {name: getattr(touch, name) for name in _TEXT}


def _moved(touch: Touch, text: NewTouch, by: User) -> datetime:
    """Return the instant that counts; one that is left alone was judged when it was logged."""
    wanted = instant(text.occurred_at)
    if wanted == touch.occurred_at:
        return touch.occurred_at
    if wanted > touch.logged_at + CLAMP:
        raise BadInput(
            _("It was logged before that: it cannot have happened later."), field="occurred_at"
        )
    return judged(touch.handoff, wanted, touch.logged_at, by)


def _follow(found: _Change, former: dict[str, object]) -> None:
    """Keep what the touch said, and let the hand-off and its clocks follow what it says now."""
    touch = found.touch
    standing = Touch.objects.filter(handoff_id=touch.handoff_id)
    first = standing.aggregate(first=Min("occurred_at"))["first"]
    Handoff.objects.filter(pk=touch.handoff_id).update(first_touch_at=first)
    correction = TouchCorrection(
        touch=touch,
        is_strike=found.move == Move.STRIKE,
        reason=found.reason,
        at=found.at,
        by=found.by,
        **former,
    )
    correction.save(force_insert=True)
    stage = Lead.objects.values_list("stage", flat=True).get(pk=touch.handoff.lead_id)
    change = StageChange(
        lead_id=touch.handoff.lead_id,
        handoff_id=touch.handoff_id,
        move=found.move,
        from_stage=stage,
        to_stage=stage,
        at=found.at,
        recorded_at=found.at,
        by=found.by,
        touch=touch,
        correction=correction,
    )
    change.save(force_insert=True)
    stage_changed.send(sender=StageChange, changes=[change])
