"""Mail and chat servers on a local socket that misbehave: refuse, hang, hang up half-way."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Serve = Callable[["Peer"], None]


class Peer:
    """One connection, read line by line."""

    def __init__(self, connection: socket.socket, over: threading.Event) -> None:
        self._connection, self.over = connection, over
        self._file = connection.makefile("rb")

    def send(self, plain: bytes) -> None:
        self._connection.sendall(plain)

    def say(self, text: str) -> None:
        self.send(text.encode() + b"\r\n")

    def line(self) -> str:
        return self._file.readline().decode().rstrip("\r\n")

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def until(self, end: str) -> list[str]:
        return list(iter(self.line, end))


@contextlib.contextmanager
def listening(serve: Serve) -> Iterator[int]:
    """Serve each connection by ``serve`` in a thread; yield the port."""
    over = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def one(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            serve(Peer(connection, over))

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = server.accept()
                threading.Thread(target=one, args=[connection], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        over.set()
        server.close()


def closed_port() -> int:
    """Return a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def hang(peer: Peer) -> None:
    """Take the connection and never say a word."""
    peer.over.wait(30)


def drip(beginning: bytes, drop: bytes) -> Serve:
    """Answer a request with ``beginning``, then drop by drop and never to an end."""

    def serve(peer: Peer) -> None:
        peer.line()
        headers = dict(line.split(": ", 1) for line in peer.until(""))
        peer.read(int(headers["Content-Length"]))
        peer.send(beginning)
        while not peer.over.wait(0.02):
            peer.send(drop)

    return serve


class MailServer:
    """Speaks SMTP and keeps what it took; ``answers`` tells it how to treat the next letters.

    "take", "refuse" (the address), "hang up" (before it has taken the letter), "hang up after",
    "slow" (an answer half a second after the text) or "silent" (none, though it has taken it).
    """

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.taken: list[list[str]] = []
        self.tried = 0

    def __call__(self, peer: Peer) -> None:
        answer = self.answers[min(self.tried, len(self.answers) - 1)] if self.answers else "take"
        self.tried += 1
        peer.say("220 here")
        while line := peer.line():
            verb = line.upper().split(" ")[0]
            if verb == "RCPT" and answer == "refuse":
                peer.say("550 no such person")
            elif verb == "DATA":
                peer.say("354 go on")
                letter = peer.until(".")
                if answer == "hang up":
                    return
                self.taken.append(letter)
                if answer == "slow":
                    peer.over.wait(0.5)
                if answer == "silent":
                    peer.over.wait(30)
                    return
                peer.say("250 taken")
                if answer == "hang up after":
                    return
            elif verb == "QUIT":
                peer.say("221 bye")
                return
            else:
                peer.say("250 fine")

    def ids(self) -> list[str]:
        """Return the Message-ID of each letter that was taken."""
        found = [line for letter in self.taken for line in letter if line.startswith("Message-ID")]
        return [line.removeprefix("Message-ID: ") for line in found]


class ChatServer:
    """Speaks HTTP and keeps what it was posted; answers each request with the next status."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.posted: list[tuple[dict[str, str], str]] = []

    def __call__(self, peer: Peer) -> None:
        peer.line()
        headers = dict(line.split(": ", 1) for line in peer.until(""))
        body = peer.read(int(headers["Content-Length"])).decode()
        status = self.statuses[min(len(self.posted), len(self.statuses) - 1)]
        self.posted.append((headers, body))
        if status == 0:  # half an answer
            peer._connection.sendall(b"HTTP/1.1 2")
            return
        peer.say(f"HTTP/1.1 {status} said\r\nLocation: http://elsewhere.example/\r\n\r")
