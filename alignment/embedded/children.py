"""Child processes that never outlive their parent.

Each child is a session of its own, so that Ctrl-C reaches the supervisor alone and the order of
stopping is ours; and each asks the kernel for a signal when the supervisor dies, so that even a
``kill -9`` leaves nothing behind.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.05
ROTATE_BYTES = 10 * 1024 * 1024


class ChildFailedError(Exception):
    """A child ended, or did not become ready: the message says which and why."""


@dataclass(frozen=True)
class Account:
    """The user that a process runs as; ``None`` stands for the one who started it."""

    name: str
    uid: int
    gid: int


@dataclass
class Child:
    """One process: what to start, as whom, and how it likes to be stopped."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    log: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, with its output added to its log.

        Raises:
            ChildFailedError: the program cannot be executed.
        """
        output = self._open_log()
        account = self.account
        try:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                cwd="/" if account else None,  # the checkout may be closed to that account
                start_new_session=True,
                pass_fds=self.pass_fds,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                preexec_fn=die_with_parent(self.orphan_signal),  # noqa: PLW1509 - no threads here
            )
        except (OSError, subprocess.SubprocessError) as error:
            message = f"{self.name} cannot be started: {error}"
            raise ChildFailedError(message) from error
        finally:
            if output:
                output.close()

    def _open_log(self) -> IO[bytes] | None:
        """Open the log for adding; one that has grown large becomes the old one first."""
        if self.log is None:
            return None
        if self.log.exists() and self.log.stat().st_size > ROTATE_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        return self.log.open("ab")

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def check(self) -> None:
        """Make sure that it runs.

        Raises:
            ChildFailedError: it has ended; the message holds the end of its log.
        """
        if self.process is not None and self.process.poll() is not None:
            raise ChildFailedError(self._last_words())

    def _last_words(self) -> str:
        code = self.process.returncode if self.process else None
        lines = [f"{self.name} ended unexpectedly (exit code {code})."]
        if self.log and self.log.exists():
            tail = self.log.read_text(errors="replace").splitlines()[-12:]
            lines += [f"The end of {self.log}:", *(f"    {line}" for line in tail)]
        return "\n".join(lines)

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until ``is_ready()`` holds, for as long as the child lives.

        Raises:
            ChildFailedError: it ended first, or the time ran out.
        """
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.check()
            if time.monotonic() > deadline:
                where = f"; see {self.log}" if self.log else ""
                message = f"{self.name} was not ready after {seconds:.0f} seconds{where}."
                raise ChildFailedError(message)
            time.sleep(POLL_SECONDS)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it and all its own children at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Return what a child runs between fork and exec, so that it follows this process's death.

    It must run after the change of user, which clears the wish: subprocess calls it then.
    """
    parent = os.getpid()
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None

    def ask() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:  # it died before the wish was heard
                os._exit(1)

    return ask


def stop_all(children: Sequence[Child]) -> None:
    """Stop children together: each by its own signal, then, past its time, for good.

    What a child that crashed has left of its own children ends too.
    """
    started = time.monotonic()
    for child in children:
        child.signal(child.stop_signal)
    while any(child.is_running for child in children):
        for child in children:
            if child.is_running and time.monotonic() - started > child.stop_seconds:
                child.kill()
        time.sleep(POLL_SECONDS)
    for child in children:
        child.kill()
