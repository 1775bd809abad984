"""What the verbs of leads refuse, each named for the refusal."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, Refusal

__all__ = [
    "AlreadyClaimed",
    "AlreadyHandedOver",
    "AttemptsOutstanding",
    "BadInput",
    "BriefIncomplete",
    "DefinitionNotMet",
    "IllegalMove",
    "NotQualified",
    "StaleLead",
    "TooLateToUndo",
]


class IllegalMove(Refusal):
    """The lead's stage, or what has happened so far, does not allow this move."""

    code = "illegal_move"
    default_message = _("This cannot follow what has happened to the lead so far.")


class NotQualified(IllegalMove):
    """Marketing has not qualified the lead, so it cannot be handed over."""

    code = "not_qualified"
    default_message = _("Qualify the lead first: only a qualified lead (MQL) is handed over.")


class StaleLead(Refusal):
    """Somebody changed the lead between reading and acting."""

    code = "stale"
    default_message = _("Somebody changed this lead a moment ago. Look again before you act.")


class AlreadyClaimed(Refusal):
    """Another rep was faster, or the same one claims twice; ``extra`` names who and when."""

    code = "already_claimed"

    def __init__(self, claimed_by: str, claimed_at: datetime, *, is_yours: bool = False) -> None:
        """Take the claimer's name, the instant of the claim, and whether it was one's own."""
        theirs = _("%(name)s has claimed this lead.") % {"name": claimed_by}
        super().__init__(_("You have claimed this lead already.") if is_yours else theirs)
        self.claimed_by = claimed_by
        self.claimed_at = claimed_at
        self.is_yours = is_yours
        self.extra = {
            "claimed_by": claimed_by,
            "claimed_at": claimed_at,
            "is_yours": is_yours,
        }


class AlreadyHandedOver(Refusal):
    """The lead has an open hand-off."""

    code = "already_handed_over"
    default_message = _("This lead is with sales already.")


class TooLateToUndo(Refusal):
    """The ten seconds of an undo are over, or something followed the claim."""

    code = "too_late_to_undo"
    default_message = _("It is too late to undo this. Release the lead instead.")


class DefinitionNotMet(Refusal):
    """The definition in force is not met and no reason to go against it was given."""

    status = 422
    code = "definition_not_met"
    default_message = _("The definition is not met. Give a reason to go against it.")


class BriefIncomplete(BadInput):
    """A part of the brief that the agreement requires is missing."""

    code = "brief_incomplete"
    default_message = _("The agreement requires this part of the brief.")


class AttemptsOutstanding(BadInput):
    """The promised attempts have not all been made, so nobody may say "unable to reach" yet."""

    code = "attempts_outstanding"


class RecycledOften(Refusal):
    """The lead came back to marketing as often as the agreement allows."""

    code = "recycled_often"
    default_message = _("This lead was returned to marketing as often as the agreement allows.")
