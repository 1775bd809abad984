"""Whether a move may be made on a hand-off now, and what happened to it meanwhile.

Asked before a form is shown, and again when it comes back from a page that has grown old. The
verbs check every move themselves; this only says so early, and says it better.
"""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kit.fingerprints import fingerprint
from kit.refusals import NotAllowed, Refusal
from leads.lifecycle.moving import may_move
from leads.models import Handoff, StageChange
from leads.refusals import IllegalMove, StaleLead
from leads.stages import MOVES, Move
from teams.models import User

_BEFORE_TOUCH = frozenset({Move.REJECT})
_AFTER_TOUCH = frozenset({Move.DISQUALIFY, Move.QUALIFY})


def refusal_of(move: Move, handoff: Handoff, by: User) -> Refusal | None:
    """Return why ``by`` may not make ``move`` on ``handoff`` now, None when they may."""
    if handoff.closed_at is not None:
        return IllegalMove(happened(handoff))
    if not may_move(move, handoff, by):
        owner = handoff.owner
        is_with = owner is not None and by.is_seller
        return NotAllowed(_("This lead is with %(name)s.") % {"name": owner} if is_with else None)
    if not _follows(move, handoff):
        return IllegalMove()
    if move in _BEFORE_TOUCH and handoff.first_touch_at is not None:
        return IllegalMove(
            _("This lead was contacted already: disqualify it or return it to marketing instead.")
        )
    if move in _AFTER_TOUCH and handoff.first_touch_at is None:
        return IllegalMove(_("Log the contact first."))
    return None


def mark(handoff: Handoff) -> str:
    """Return the fingerprint of whose ``handoff`` is; a form carries it back as "seen"."""
    return fingerprint(handoff.owner_id, handoff.claimed_at)


def refuse_if_changed(handoff: Handoff, seen: str, by: User) -> None:
    """Raise the refusal that says who did what, if that was after the page with ``seen``.

    ``IllegalMove`` for a closed hand-off, ``StaleLead`` for one that changed hands; what a person
    did to a lead of their own, on another page perhaps, is no surprise to them.
    """
    if handoff.closed_at is not None:
        raise IllegalMove(happened(handoff))
    if seen and seen != mark(handoff) and handoff.owner_id != by.pk:
        raise StaleLead(happened(handoff))


def happened(handoff: Handoff) -> str:
    """Return the latest change of ``handoff`` in words: what, by whom, when."""
    changes = StageChange.objects.filter(handoff=handoff).select_related("by")
    last = changes.order_by("-id").first()
    if last is None:
        return str(StaleLead.default_message)
    return _("Meanwhile: %(move)s (%(name)s, %(when)s).") % {
        "move": last.get_move_display(),
        "name": last.by.name if last.by else "–",
        "when": date_format(timezone.localtime(last.recorded_at), "DATETIME_FORMAT"),
    }


def _follows(move: Move, handoff: Handoff) -> bool:
    """Return whether the lead's stage allows ``move``; a touch claims what nobody has."""
    is_first_touch = move == Move.TOUCH and handoff.claimed_at is None
    return is_first_touch or handoff.lead.stage in MOVES[move].sources
