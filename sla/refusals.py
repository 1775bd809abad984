"""What the verbs of the promise refuse, each named for the refusal."""

from django.utils.translation import gettext_lazy as _

from kit.refusals import Refusal


class AlreadyPaused(Refusal):
    """A pause lasts already: one at a time."""

    code = "already_paused"
    default_message = _("This lead is paused already. Let it run on first.")


class NothingToPause(Refusal):
    """No running promise allows a pause for this reason."""

    code = "nothing_to_pause"
    default_message = _("The agreement lets no running promise of this lead pause for this reason.")
