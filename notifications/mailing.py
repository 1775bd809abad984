"""Mail over SMTP that tells a server which is away from one that is slow to take a letter.

Once a server has the whole text, it may take the letter though its answer comes too late to be
read: mail systems look for spam before they answer. So that answer is waited for longer than any
other, and where it does not come it is said that nobody knows.
"""

import smtplib
from typing import TYPE_CHECKING

from django.core.mail.backends import smtp

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# The wait for the answer to a text, in waits for any other answer (``EMAIL_TIMEOUT``).
WAITS = 6


class Unconfirmed(smtplib.SMTPException):
    """The server has the whole text and did not say whether it took it: it may have."""


class _Session(smtplib.SMTP):
    """A session that knows whether the text has been sent."""

    _answers_to_text: int | None = None  # answers read since ``data`` began

    def data(self, msg: "ReadableBuffer | str") -> tuple[int, bytes]:
        """Send a letter's text and return the server's answer; raises ``Unconfirmed`` for none."""
        self._answers_to_text = 0
        try:
            return super().data(msg)
        finally:
            self._answers_to_text = None

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's next answer."""
        if self._answers_to_text != 1:  # the first is leave to send the text, the second its fate
            if self._answers_to_text is not None:
                self._answers_to_text += 1
            return super().getreply()
        self._answers_to_text = None
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected
        self.sock.settimeout(self.timeout and self.timeout * WAITS)
        try:
            answer = super().getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Unconfirmed("the server has the text, and did not say that it took it") from error
        self.sock.settimeout(self.timeout)
        return answer


class _SessionOverTLS(_Session, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's, with sessions that know what became of a text."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the class of a session with the server."""
        return _SessionOverTLS if self.use_ssl else _Session
