"""A mail server that can be told to refuse, to hang, to fail half-way, or to do its work."""

import socket
import threading
from collections import Counter
from io import BufferedRWPair


class Mailbox:
    """Listens on a port of its own; ``received`` counts the letters it took, by their reader.

    ``letters`` counts them by their Message-ID.
    """

    def __init__(self) -> None:
        """Take a port; refuse until told otherwise."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.manner = "refuse"
        self.calls = 0
        self.received: Counter[str] = Counter()
        self.letters: Counter[str] = Counter()
        self._listener: socket.socket | None = None

    def behave(self, manner: str) -> None:
        """Work from now on (``"work"``), ``"hang"`` after the call, or ``"fail"`` half-way."""
        self.manner = manner
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._listen, args=(self._listener,), daemon=True).start()

    @property
    def url(self) -> str:
        """Return its address as ``EMAIL_URL`` wants it."""
        return f"smtp://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Take no more calls."""
        if self._listener is not None:
            self._listener.close()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                call, _address = listener.accept()
            except OSError:
                return
            self.calls += 1
            threading.Thread(target=self._talk, args=(call, self.manner), daemon=True).start()

    def _talk(self, call: socket.socket, manner: str) -> None:
        with call, call.makefile("rwb") as line:
            if manner == "hang":
                line.read()
                return
            try:
                self._take(line, manner)
            except OSError:
                return

    def _take(self, line: BufferedRWPair, manner: str) -> None:
        def say(words: str) -> None:
            line.write(words.encode() + b"\r\n")
            line.flush()

        say("220 drill")
        reader = ""
        while heard := line.readline().decode(errors="replace").strip():
            word = heard[:4].upper()
            if word == "RCPT":
                reader = heard.partition("<")[2].partition(">")[0]
            if word == "QUIT":
                say("221 bye")
                return
            if word != "DATA":
                say("250 well")
                continue
            say("354 go on")
            name = ""
            while (text := line.readline()) not in {b".\r\n", b""}:
                if text.lower().startswith(b"message-id:"):
                    name = text.partition(b":")[2].decode().strip()
            if manner == "fail":
                return  # the letter was read, and nothing said: it was not taken
            self.received[reader] += 1
            self.letters[name] += 1
            say("250 taken")
