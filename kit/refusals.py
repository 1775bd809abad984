"""Refusals: errors that are answers.

A verb raises a subclass named for what it refuses. One place (``kit.middleware`` for pages,
``kit.api`` for the API) turns it into a response, so that no door repeats a rule or a status.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something the product will not do, with a sentence that says why and what to do instead.

    ``status`` is the HTTP status of the answer, ``code`` its stable machine-readable name,
    ``message`` a translatable sentence for the person, ``field`` the form field at fault or "",
    ``extra`` what programs are told besides, such as who holds a claimed lead.
    """

    status = 409
    code = "refused"
    default_message: str | Promise = _("This cannot be done now.")

    def __init__(self, message: str | Promise | None = None, *, field: str = "") -> None:
        """Take the sentence for the person (default: the class's own) and the field at fault."""
        self.message = message if message is not None else self.default_message
        self.field = field
        self.extra: dict[str, object] = {}
        super().__init__(self.message)

    def __str__(self) -> str:
        """Return the sentence in the language that is active now."""
        return str(self.message)


class NotAllowed(Refusal):
    """The person may see the thing but may not do this to it."""

    status = 403
    code = "not_allowed"
    default_message = _("You may not do this. Ask a manager of your team.")


class BadInput(Refusal):
    """What was typed or sent cannot be used; the message says how to correct it."""

    status = 422
    code = "bad_input"
    default_message = _("Some of this cannot be used. Correct it and send it again.")
