"""What the verbs of people refuse, each named for the refusal."""

from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed, Refusal


class EmailTaken(BadInput):
    """Another person signs in with this e-mail."""

    code = "email_taken"
    default_message = _("Somebody with this e-mail is here already.")


class RoleDoesNotFit(BadInput):
    """The role belongs to the other side."""

    code = "role_does_not_fit"
    default_message = _("This role does not belong to this team's side.")


class BadHead(BadInput):
    """The head is nobody who manages a team of the side, or heads the other side too."""

    code = "bad_head"
    default_message = _("Choose an active manager of this side, who does not head the other one.")


class LastAdministrator(Refusal):
    """Without this person nobody could manage people any more."""

    code = "last_administrator"
    default_message = _("This is the last administrator. Make somebody else one first.")


class NotYourself(NotAllowed):
    """One does not take away one's own access."""

    code = "not_yourself"
    default_message = _("You cannot do this to yourself. Ask another administrator.")


class SetUpAlready(Refusal):
    """Somebody has set up this installation before."""

    code = "set_up_already"
    default_message = _("This installation has been set up already. Sign in instead.")


class WrongToken(BadInput):
    """The setup token is not the one that the console shows."""

    code = "wrong_token"
    default_message = _("This is not the token that the console shows.")


class BadLink(Refusal):
    """The link was used, is too old, or was never ours."""

    status = 404
    code = "bad_link"
    default_message = _("This link is no longer valid. Ask for a new one.")
