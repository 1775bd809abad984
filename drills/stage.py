"""The servers of a drill, all killable: PostgreSQL, Valkey, Celery's workers and beats."""

import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from alignment.embedded.children import Child, stop_all
from alignment.embedded.places import Place, servers_account
from alignment.embedded.servers import Postgres, Valkey

# The data is thrown away; what was committed must still outlive the death of the server.
_SETTINGS = {"fsync": "off", "full_page_writes": "off"}
WAIT_SECONDS = 180


class Stage:
    """Servers for one run of drills: ``with Stage() as stage``."""

    def __init__(self) -> None:
        """Prepare directories; nothing runs yet."""
        self.home = Path(tempfile.mkdtemp(prefix="mithaq-drill-"))
        self.home.chmod(0o755)
        self.place = Place(data=self.home, servers=self.home, account=servers_account())
        self.place.prepare()
        self.postgres = Postgres(self.place, settings=_SETTINGS)
        self.valkey = Valkey(self.place, is_durable=False)
        self.servers: dict[str, Child] = {}
        self.crew: list[Child] = []
        self.told: list[str] = []

    def say(self, what: str) -> None:
        """Note what the drill at hand has done."""
        self.told.append(what)

    def __enter__(self) -> Self:
        """Start the servers and make them known to Django."""
        self.servers["postgres"] = self.postgres.start()
        self.servers["valkey"] = self.valkey.start()
        os.environ |= {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "SECRET_KEY": secrets.token_urlsafe(32),
            "DJANGO_SETTINGS_MODULE": "alignment.settings",
            "LOG_LEVEL": "WARNING",
        }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        """Stop everything and remove the data."""
        self.dismiss()
        stop_all(list(self.servers.values()))
        shutil.rmtree(self.home, ignore_errors=True)

    def hire(self, *names: str, **env: str) -> list[Child]:
        """Start workers and beats (``"worker"``, ``"beat"``); return them."""
        hired = [self._child(name, env) for name in names]
        self.crew += hired
        for child in hired:
            child.start()
        return hired

    def _child(self, name: str, env: dict[str, str]) -> Child:
        number = len(self.crew) + len(list(self.home.glob("*.log")))
        celery = [sys.executable, "-m", "celery", "--app", "alignment"]
        options = {
            "worker": [
                "worker",
                "--concurrency",
                "2",
                "--without-mingle",
                "-n",
                f"{number}{secrets.token_hex(3)}@drill",
            ],
            "beat": [
                "beat",
                "--pidfile",
                "",
                "--schedule",
                str(self.home / f"{secrets.token_hex(4)}.beat"),
            ],
        }[name]
        return Child(
            name=name,
            command=[*celery, *options, "--loglevel", "WARNING"],
            env={**os.environ, "SWEEP_EVERY_SECONDS": "1", **env},
            log=self.home / f"{name}.log",
            stop_seconds=5,
        )

    def dismiss(self) -> None:
        """End all workers and beats at once."""
        for child in self.crew:
            child.kill()
        self.crew.clear()

    def crash_postgres(self) -> None:
        """Stop PostgreSQL as a power cut would ("immediate"), and start it again."""
        child = self.servers["postgres"]
        child.signal(signal.SIGQUIT)
        self.wait(lambda: not child.is_running)
        self.servers["postgres"] = self.postgres.start()

    def crash_valkey(self) -> None:
        """Kill Valkey with all that it holds, and start it again, empty."""
        self.servers["valkey"].kill()
        self.servers["valkey"] = self.valkey.start()

    def revive(self) -> None:
        """Start workers and beats again that ended by themselves, as a process manager does."""
        for child in self.crew:
            if not child.is_running:
                child.start()

    def last_words(self) -> list[str]:
        """Return the ends of what workers and beats have written."""
        return [
            line for log in self.home.glob("*.log") for line in log.read_text().splitlines()[-20:]
        ]

    def wait(self, holds: Callable[[], object], *, seconds: float = WAIT_SECONDS) -> None:
        """Wait until ``holds()``; ``TimeoutError`` with the crew's last words otherwise."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError("it did not come to an end")
            time.sleep(0.1)
