"""What the verbs of the promise refuse, each named for the refusal."""

from typing import Self

from django.utils.translation import gettext_lazy as _

from kit.refusals import NotAllowed, Refusal
from sla.models import Excuse


class AlreadyPaused(Refusal):
    """A pause lasts already: one at a time."""

    code = "already_paused"
    default_message = _("This lead is paused already. Let it run on first.")


class NothingToPause(Refusal):
    """No running promise allows a pause for this reason."""

    code = "nothing_to_pause"
    default_message = _("The agreement lets no running promise of this lead pause for this reason.")


class NothingToAcknowledge(Refusal):
    """No step waits for anybody: none has come, the clock has ended, or somebody is on it."""

    code = "nothing_to_acknowledge"
    default_message = _("Nothing waits to be taken up here: it has ended, or somebody is on it.")


class AlreadyAsked(Refusal):
    """A request to set this breach aside stands: it waits, or was granted."""

    code = "already_asked"
    default_message = _("This was asked already.")


class BreachWithdrawn(Refusal):
    """The breach was withdrawn: the promise was kept, or is not owed any more."""

    code = "breach_withdrawn"
    default_message = _("This breach was withdrawn, so there is nothing to set aside.")


class NothingAsked(Refusal):
    """No request is in the state that this would follow."""

    code = "nothing_asked"
    default_message = _("Nobody has asked for this.")

    @classmethod
    def now(cls, excuse: Excuse | None) -> Self:
        """Return the refusal that says how the request stands by now: with ``extra["state"]``."""
        if excuse is None:
            return cls()
        refusal = cls(_("This has been answered meanwhile. See how it stands now."))
        refusal.extra = {"state": excuse.state}
        return refusal


class DecidesNoExcuse(NotAllowed):
    """Whoever works on both sides would decide about their own."""

    code = "decides_no_excuse"
    default_message = _("You work on both sides. A manager of the other side alone decides this.")
