"""A chat channel that can be told to refuse, to hang, to answer badly, or to do its work."""

import contextlib
import socket
import threading
import time
from collections import Counter

_ANSWERS = {
    "work": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "fail": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    "endless": b"HTTP/1.1 200 OK\r\n\r\n",
    "drip": b"HTTP/1.1 200 OK\r\n",
}


class Endpoint:
    """Listens on a port of its own; ``posted`` counts what it took, by its Idempotency-Key.

    ``calls`` counts the calls of each manner; what comes where a redirect leads is ``"astray"``.
    """

    def __init__(self) -> None:
        """Take a port; refuse until told otherwise."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.manner = "refuse"
        self.calls: Counter[str] = Counter()
        self.posted: Counter[str] = Counter()
        self._listener: socket.socket | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}/hook"

    def behave(self, manner: str) -> None:
        """Work from now on (``"work"``), or else.

        ``"hang"`` after the call, ``"fail"`` with 500, ``"redirect"`` elsewhere, send an
        ``"endless"`` body after 200, or ``"drip"`` a header a second after it.
        """
        self.manner = manner
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._listen, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """Refuse from now on, as a server that is down."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def close(self) -> None:
        """Take no more calls."""
        self.shut()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                call, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(call, self.manner), daemon=True).start()

    def _talk(self, call: socket.socket, manner: str) -> None:
        with contextlib.suppress(OSError), call, call.makefile("rb") as line:
            asked = line.readline().decode()
            headers = dict(
                text.decode().rstrip().lower().split(": ", 1)
                for text in iter(line.readline, b"\r\n")
            )
            line.read(int(headers.get("content-length", 0)))
            manner = "astray" if "/elsewhere" in asked else manner
            self.calls[manner] += 1
            if manner in {"work", "endless"}:
                self.posted[headers.get("idempotency-key", "")] += 1
            self._answer(call, manner)

    def _answer(self, call: socket.socket, manner: str) -> None:
        if manner == "redirect":
            where = self.url.replace("/hook", "/elsewhere")
            call.sendall(f"HTTP/1.1 307 Go\r\nLocation: {where}\r\n\r\n".encode())
        call.sendall(_ANSWERS.get(manner, b""))
        while manner == "hang":
            if not call.recv(4096):
                return
        while manner == "endless":
            call.sendall(b"." * 65_536)
        while manner == "drip":
            time.sleep(1)
            call.sendall(b"X-More: to come\r\n")
