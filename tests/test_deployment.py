"""The drill: each service of docker-compose.yml runs on loopback, by its own command and check.

No engine is at hand where these tests run, so the file is read and carried out: the commands, the
environment and the health checks are its own; names of hosts, ports and mounted paths are replaced
by those of this machine.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from alignment.embedded.children import Child, stop_all
from alignment.embedded.places import Place, servers_account
from alignment.embedded.ports import free_port
from alignment.embedded.servers import Postgres, Valkey, postgres_programs, valkey_program
from sla.models import SweepRun
from tests.servers import CHECKOUT, database_url

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
HEALTHY_SECONDS = 120


def as_here(text: str, *, port: int, tmp: Path) -> str:
    """Return a command or a value as this machine wants it: loopback, a free port, a directory."""
    here = {
        "0.0.0.0": "127.0.0.1",
        **dict.fromkeys(("8000", "5432", "6379"), str(port)),
        **dict.fromkeys(("/tmp", "/data"), str(tmp)),
        "/run/secrets": f"{tmp}/secrets",
    }
    names = "|".join(map(re.escape, here))
    return re.sub(rf"({names})\b", lambda found: here[found[0]], text)


def default_of(value: str) -> str:
    """Return ``${NAME:-default}`` and its like as compose reads them without an .env file."""
    while "${" in value:
        before, _, rest = value.partition("${")
        inside, _, after = rest.partition("}")
        value = before + inside.partition(":-")[2] + after
    return value


class Drill:
    """One service of ours on this machine."""

    def __init__(self, name: str, tmp: Path) -> None:
        self.service = SERVICES[name]
        self.port = free_port()
        self.tmp = tmp
        environment = {
            key: as_here(default_of(str(value)), port=self.port, tmp=tmp)
            for key, value in self.service["environment"].items()
        }
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        self.env = {"PATH": path, "STATIC_ROOT": str(tmp), **environment}
        self.child = Child(
            name=name,
            command=shlex.split(as_here(self.service["command"], port=self.port, tmp=tmp)),
            env=self.env,
            log=tmp / f"{name}.log",
            stop_seconds=10,
        )

    def is_healthy(self) -> bool:
        """Run the service's own health check."""
        return run_check(self.service, env=self.env, port=self.port, tmp=self.tmp).returncode == 0


def run_check(service, *, env, port: int, tmp: Path) -> subprocess.CompletedProcess[str]:
    """Run a service's health check as the engine would: as arguments, or through the shell."""
    kind, *words = [as_here(word, port=port, tmp=tmp) for word in service["healthcheck"]["test"]]
    command = ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def tmp(transactional_db, tmp_path: Path, settings) -> Path:
    """Lay out what compose would mount: secrets, and an empty /tmp."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "secret_key").write_text("drill")
    (secrets / "database_url").write_text(database_url())
    (secrets / "redis_url").write_text(settings.REDIS_URL)
    return tmp_path


@pytest.fixture
def running(tmp: Path) -> Iterator:
    """Return a function that starts a service of ours; what it started is stopped at the end."""
    started: list[Child] = []

    def start(name: str, **more: str) -> Drill:
        drill = Drill(name, tmp)
        drill.child.env |= more
        drill.child.start()
        started.append(drill.child)
        return drill

    yield start
    stop_all(started)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_service_runs_by_its_own_command_and_passes_its_own_health_check(name, running):
    drill = running(name)
    drill.child.wait_until(drill.is_healthy, seconds=HEALTHY_SECONDS)


def test_a_service_that_is_gone_fails_its_health_check(running):
    drill = running("web")
    drill.child.wait_until(drill.is_healthy, seconds=HEALTHY_SECONDS)
    stop_all([drill.child])
    assert not drill.is_healthy()


def test_the_worker_carries_out_what_beat_sends(running):
    worker = running("worker")
    beat = running("beat", SWEEP_EVERY_SECONDS="3")
    worker.child.wait_until(SweepRun.objects.exists, seconds=HEALTHY_SECONDS)
    beat.child.check()


def test_the_migrate_job_ends_well_on_a_database_that_is_up_to_date(running):
    drill = running("migrate")
    assert drill.child.process.wait(timeout=HEALTHY_SECONDS) == 0, drill.child.log.read_text()


@pytest.fixture
def home() -> Iterator[Place]:
    """Return a directory that the servers' account can reach, gone after the test."""
    directory = Path(tempfile.mkdtemp(prefix="mithaq-"))
    place = Place(data=directory, servers=directory, account=servers_account())
    place.prepare()
    yield place
    shutil.rmtree(directory)


def run_server(name: str, command: list, place: Place, *, port: int, path: str) -> None:
    """Start a server as its service does, wait until its own check passes, stop it."""
    service = SERVICES[name]
    env = {"PATH": f"{path}:/usr/bin:/bin", "LC_ALL": "C"}
    log = place.logs / f"{name}.log"
    child = Child(name=name, command=command, env=env, log=log, account=place.account)
    child.start()
    try:
        child.wait_until(
            lambda: run_check(service, env=env, port=port, tmp=place.servers).returncode == 0,
            seconds=HEALTHY_SECONDS,
        )
    finally:
        stop_all([child])


def test_postgres_takes_the_settings_of_its_service(home):
    postgres = Postgres(home)
    given = shlex.split(SERVICES["postgres"]["command"])
    assert given[0] == "postgres"
    here = ["-D", postgres.data, "-p", str(postgres.port), "-c", "unix_socket_directories="]
    programs = postgres_programs(home.account)
    command = [programs / "postgres", *given[1:], *here]
    run_server("postgres", command, home, port=postgres.port, path=str(programs))


def test_valkey_takes_the_settings_of_its_service(home):
    data = Valkey(home).data
    (data / "secrets").mkdir()
    (data / "secrets" / "valkey_conf").write_text("requirepass drill\n")
    for path in (data / "secrets", data / "secrets" / "valkey_conf"):
        path.chmod(0o755)
    # The wheel brings the server alone: this says the one word that the health check says.
    client = data / "valkey-cli"
    client.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "\n'
        "import socket\n"
        "one = socket.create_connection(('127.0.0.1', $4))\n"
        "one.sendall(b'PING\\r\\n')\n"
        'print(one.recv(99).decode())"\n'
    )
    client.chmod(0o755)
    port = free_port()
    given = shlex.split(as_here(SERVICES["valkey"]["command"], port=port, tmp=data))
    assert given[0] == "valkey-server"
    command = [valkey_program(home.account), *given[1:]]
    run_server("valkey", command, home, port=port, path=str(data))


def test_the_secrets_script_makes_what_the_services_mount(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(CHECKOUT / "bin" / "secrets", tmp_path / "bin")
    subprocess.run([tmp_path / "bin" / "secrets"], check=True, capture_output=True)
    made = {f"./secrets/{path.name}" for path in (tmp_path / "secrets").iterdir()}
    assert made == {each["file"] for each in COMPOSE["secrets"].values()}
    before = (tmp_path / "secrets" / "secret_key").read_text()
    subprocess.run([tmp_path / "bin" / "secrets"], check=True, capture_output=True)
    assert (tmp_path / "secrets" / "secret_key").read_text() == before


def test_every_service_is_confined():
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "healthcheck" in service, name


def test_the_image_runs_the_web_as_its_service_does_and_not_as_root():
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    line = next(line for line in dockerfile.splitlines() if line.startswith("CMD "))
    assert yaml.safe_load(line.removeprefix("CMD ")) == shlex.split(SERVICES["web"]["command"])
    assert "USER 10001" in dockerfile
