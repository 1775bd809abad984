"""Alerts in a chat channel: posted as ``{"text": ...}``."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from urllib.parse import urlsplit

from django.conf import settings

from notifications.kinds import Sentence
from notifications.letters import fingerprint
from notifications.models import OutboxMessage


class NotTaken(Exception):
    """The channel answered that it does not take this message; ``status`` is its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__("HTTP " + str(status))
        self.status = status


def post(*, message: OutboxMessage, words: Sentence) -> None:
    """Post ``words`` to the chat channel, the company's language being active.

    Every attempt bears the same ``Idempotency-Key``. Raises ``OSError`` when the server is away, is
    busy (429), fails (5xx) or has not answered in time; ``NotTaken`` when it refuses. It is never
    led elsewhere by a redirect, and never reads what comes after the answer's head.
    """
    address = urlsplit(settings.ALERT_WEBHOOK_URL)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise OSError("ALERT_WEBHOOK_URL is no address of the web")
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname, address.port, timeout=settings.EMAIL_TIMEOUT)
    body = json.dumps({"text": _text(words)}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": fingerprint(message),
    }
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        connection.connect()
        with _in_time(connection.sock, settings.EMAIL_TIMEOUT):
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
    except HTTPException as error:  # it answered half, or something else than HTTP
        raise OSError(str(error) or type(error).__name__) from error
    finally:
        connection.close()
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise OSError(f"HTTP {status}")
    if not HTTPStatus(HTTPStatus.OK) <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise NotTaken(status)


@contextmanager
def _in_time(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Cut ``sock`` off when the block has not ended in time: ``TimeoutError``.

    Its own time-out begins anew with every byte; a server that drips would hold a worker for hours.
    """
    is_late = Event()

    def cut() -> None:
        is_late.set()
        with suppress(OSError):  # below TLS, whose own end would wait for the server
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException) as error:
        if is_late.is_set():
            raise TimeoutError("timed out") from error
        raise
    finally:
        timer.cancel()
    if is_late.is_set():
        raise TimeoutError("timed out")


def _text(words: Sentence) -> str:
    """Return the sentence with its address; the three signs that Slack reads are escaped."""
    plain = words.plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    note = f" ({words.note})" if words.note else ""
    return f"{plain}{note}\n{settings.BASE_URL.rstrip('/')}{words.url}"
