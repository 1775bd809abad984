"""Starts everything in order, watches it, stops everything in order."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from alignment.embedded import assets
from alignment.embedded.children import Child, stop_all
from alignment.embedded.first_start import FirstStart
from alignment.embedded.places import CHECKOUT, Locks, Place
from alignment.embedded.ports import bind_web
from alignment.embedded.servers import Postgres, Valkey

READY_SECONDS = 60
WATCH_SECONDS = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """A signal asked for the end."""


def say(line: str = "") -> None:
    """Tell the person who started it, at once even where the output is a pipe."""
    print(line, flush=True)


@dataclass
class Supervisor:
    """One run of Mithaq on one data directory."""

    place: Place
    host: str
    port: int
    is_empty: bool
    servers: list[Child] = field(default_factory=list)
    programs: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Start everything and stay until a signal or a failure; then stop everything.

        Raises:
            ChildFailedError: something would not start, or ended by itself.
            PlaceError: the data directory cannot be used.
            OSError: the web's address cannot be bound.
        """
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        self.place.prepare()
        locks = Locks(self.place)
        try:
            locks.take()
            sockets = self._bind()
            self._start(sockets, locks)
            self._watch()
        except Stopped:
            say("\nStopping ...")
        finally:
            self._stop_everything()
        say("Stopped.")

    # -- starting --------------------------------------------------------------------------------

    def _bind(self) -> list[socket.socket]:
        sockets = bind_web(self.host, self.port)
        bound = sockets[0].getsockname()[1]
        if bound != self.port:
            say(f"Port {self.port} is taken by another program: using {bound}.")
        self.port = bound
        return sockets

    def _start(self, sockets: list[socket.socket], locks: Locks) -> None:
        env = self._environment()
        self._start_servers(env, locks.children_fd)
        env["STATIC_ROOT"] = str(self.place.data / "static")
        assets.prepare(Path(env["STATIC_ROOT"]), env=env)
        say("Bringing the database up to date ...")
        assets.manage("migrate", "--no-input", "--verbosity=0", env=env)
        is_embedded = any(server.name == "PostgreSQL" for server in self.servers)
        first = FirstStart(self.place, env=env, is_embedded=is_embedded)
        first.choose(is_empty=self.is_empty)
        if first.owes_demonstration:
            say("Loading the demonstration company (first start only) ...")
            first.load_demonstration()
        self._write_environment(env)
        self._start_programs(env, sockets, locks.children_fd)
        locks.write(f"at {self.address}")
        self._greet(first)

    def _environment(self) -> dict[str, str]:
        """Return the environment of every process: the caller's, and what it leaves open."""
        is_open_to_all = self.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
        hosts = "*" if is_open_to_all else f"localhost,127.0.0.1,[::1],{self.host}"
        ours = {
            "DJANGO_SETTINGS_MODULE": "alignment.settings",
            "ALLOWED_HOSTS": hosts,
            "BASE_URL": self.address,
            "SECURE_COOKIES": "false",  # plain http on this machine
            "STATIC_COMPRESSION": "false",  # the first page ten seconds sooner
            "PYTHONUNBUFFERED": "1",
            "PATH": os.defpath,
        }
        env = {**ours, **os.environ}
        if "SECRET_KEY_FILE" not in env:
            env.setdefault("SECRET_KEY", self.place.secret("secret_key"))
        return env

    def _start_servers(self, env: dict[str, str], lock: int) -> None:
        if not (env.get("DATABASE_URL") or env.get("DATABASE_URL_FILE")):
            postgres = Postgres(self.place)
            say(f"Starting PostgreSQL {postgres.version} ...")
            self.servers.append(postgres.start(pass_fds=(lock,)))
            env["DATABASE_URL"] = postgres.url
        if not (env.get("REDIS_URL") or env.get("REDIS_URL_FILE")):
            say("Starting Valkey ...")
            valkey = Valkey(self.place)
            self.servers.append(valkey.start(pass_fds=(lock,)))
            env["REDIS_URL"] = valkey.url

    def _write_environment(self, env: dict[str, str]) -> None:
        """Leave the addresses for ``bin/manage``, which joins a running Mithaq."""
        names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "STATIC_ROOT")
        path = self.place.data / "environment"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.writelines(f"{name}={env[name]}\n" for name in names if name in env)

    def _start_programs(self, env: dict[str, str], sockets: list[socket.socket], lock: int) -> None:
        say("Starting web, worker and beat ...")
        listening = tuple(each.fileno() for each in sockets)
        binds = [part for number in listening for part in ("--bind", f"fd://{number}")]
        celery = [sys.executable, "-m", "celery", "--app", "alignment"]
        commands = {
            "web": [
                *(sys.executable, "-m", "gunicorn", "alignment.wsgi:application", *binds),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
                *("--graceful-timeout", "10", "--preload", "--no-control-socket"),
            ],
            "worker": [
                *(*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle"),
            ],
            "beat": [
                *(*celery, "beat", "--loglevel", "INFO", "--pidfile", ""),
                *("--schedule", str(self.place.data / "beat-schedule")),
            ],
        }
        for name, command in commands.items():
            child = Child(
                name=name,
                command=command,
                env=env,
                log=self.place.logs / f"{name}.log",
                # Orphaned, a worker would wait for a broker that is gone: it leaves at once, and
                # its task, not yet acknowledged, is done by the next start.
                orphan_signal=signal.SIGQUIT if name == "worker" else signal.SIGTERM,
                pass_fds=(lock, *listening) if name == "web" else (lock,),
            )
            child.start()
            self.programs.append(child)
        for each in sockets:
            each.close()
        web = self.programs[0]
        web.wait_until(self._web_answers, seconds=READY_SECONDS)

    @property
    def address(self) -> str:
        """The address for a browser on this machine."""
        host = "localhost" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def _web_answers(self) -> bool:
        try:
            # Not by the name of a proxy that the environment may hold.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{self.address}/healthz", timeout=10) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004 - the plain meaning of 200
        except (urllib.error.URLError, OSError):
            return False

    def _greet(self, first: FirstStart) -> None:
        say(f"\nMithaq runs at  {self.address}\n")
        if words := first.words():
            say(words)
            say()
        say(f"Logs (and e-mails, in web.log and worker.log): {_short(self.place.logs)}")
        say("Ctrl-C stops everything.")

    # -- watching and stopping -------------------------------------------------------------------

    def _watch(self) -> None:
        while True:
            for child in (*self.servers, *self.programs):
                child.check()
            time.sleep(WATCH_SECONDS)

    def _stop_everything(self) -> None:
        """Stop programs, then servers; a second signal makes it quick instead of ending us."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._hurry)
        stop_all(self.programs)
        stop_all(self.servers)

    def _hurry(self, _number: int, _frame: FrameType | None) -> None:
        for child in self.programs:
            child.signal(signal.SIGQUIT)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _short(path: Path) -> Path:
    return path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path
