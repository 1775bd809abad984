"""The supervisor behind bin/run: ports, places, locks, and the whole of it once for real."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from alignment.embedded import assets
from alignment.embedded.children import Child, ChildFailedError, stop_all
from alignment.embedded.places import (
    Locks,
    Place,
    PlaceError,
    can_reach,
    find_place,
    servers_account,
)
from alignment.embedded.ports import answers, bind_web, free_port
from alignment.embedded.servers import Postgres, quote
from tests.servers import CHECKOUT

SECONDS = 120
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root changes accounts.")


@pytest.fixture
def directory() -> Iterator[Path]:
    """Return a directory with a space in its name that every account can reach."""
    with tempfile.TemporaryDirectory(prefix="mithaq of ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def place(directory) -> Place:
    """Return a data directory that is ready for use."""
    place = Place(data=directory, servers=directory, account=servers_account())
    place.prepare()
    return place


def sleeper(place: Place, script: str = "import time; time.sleep(600)", **how) -> Child:
    """Return a child that sleeps, started."""
    command = [sys.executable, "-c", script]
    child = Child(name="sleeper", command=command, env={}, log=place.logs / "sleeper.log", **how)
    child.start()
    return child


# -- Ports ---------------------------------------------------------------------------------------


def test_the_next_port_is_taken_when_another_program_has_the_first():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        bound = bind_web("localhost", port)
    assert bound[0].getsockname()[1] > port
    assert answers(bound[0].getsockname()[1])
    for each in bound:
        each.close()


def test_a_program_that_listens_everywhere_holds_the_port_too():
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        bound = bind_web("localhost", port)
    assert bound[0].getsockname()[1] != port
    for each in bound:
        each.close()


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(OSError, match="assign"):
        bind_web("192.0.2.1", free_port())


# -- Places --------------------------------------------------------------------------------------


def test_a_secret_is_made_once_for_its_owner_alone(place):
    first = place.secret("secret_key")
    assert place.secret("secret_key") == first
    assert (place.data / "secrets" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (place.data / "secrets").stat().st_mode & 0o777 == 0o700


def test_a_path_with_a_space_or_a_quote_stays_one_word_of_the_configuration():
    assert quote(Path('/a b/"c"')) == '"/a b/\\"c\\""'


@as_root
def test_a_closed_directory_sends_the_servers_to_a_home_of_their_own(directory):
    directory.chmod(0o700)
    assert not can_reach(directory, servers_account())
    place = find_place(directory / "var")
    assert place.servers != place.data
    assert not place.servers.is_relative_to(directory)


@as_root
def test_data_that_the_servers_can_no_longer_reach_is_not_replaced_by_empty_data(directory):
    (directory / "var" / "postgres").mkdir(parents=True)
    directory.chmod(0o700)
    with pytest.raises(PlaceError, match="cannot be reached"):
        find_place(directory / "var")


def test_a_second_start_on_the_same_data_is_told_of_the_first(place):
    first = Locks(place)
    first.take()
    first.write("at http://localhost:8000")
    with pytest.raises(PlaceError, match=f"process {os.getpid()}, at http://localhost:8000"):
        Locks(place).take()


def test_a_start_waits_for_what_the_last_run_left(place):
    last = Locks(place)
    last.take()
    child = sleeper(place, "import time; time.sleep(1)", pass_fds=(last.children_fd,))
    del last
    started = time.monotonic()
    Locks(place).take()
    child.process.wait()
    assert time.monotonic() - started > 0.5


def test_data_of_another_major_version_is_refused(place):
    data = place.make_for_servers("postgres")
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PlaceError, match="made by PostgreSQL 9"):
        Postgres(place)


def test_files_that_are_no_database_are_left_alone(place):
    data = place.make_for_servers("postgres")
    (data / "letters.txt").write_text("mine")
    with pytest.raises(PlaceError, match="no PostgreSQL data"):
        Postgres(place)
    assert (data / "letters.txt").read_text() == "mine"


# -- Children ------------------------------------------------------------------------------------


def test_a_child_that_ends_while_it_is_waited_for_is_named_with_its_last_words(place):
    child = sleeper(place, "print('no disk'); raise SystemExit(3)")
    with pytest.raises(ChildFailedError, match=r"(?s)sleeper ended.*exit code 3.*no disk"):
        child.wait_until(lambda: False, seconds=SECONDS)


def test_a_child_that_does_not_become_ready_is_not_waited_for_for_ever(place):
    child = sleeper(place)
    with pytest.raises(ChildFailedError, match="not ready after 0 seconds"):
        child.wait_until(lambda: False, seconds=0.1)
    stop_all([child])


def test_a_child_that_will_not_stop_is_ended(place):
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); "
    child = sleeper(place, deaf + "time.sleep(600)", stop_seconds=0.2)
    child.wait_until(lambda: child.log.read_text() != "", seconds=SECONDS)
    stop_all([child])
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="The kernel's word for it is Linux's.")
def test_a_child_follows_a_parent_that_is_killed(place):
    parent = """
import sys, time
from pathlib import Path
from alignment.embedded.children import Child
child = Child(name="c", command=[sys.executable, "-c", "import time; time.sleep(600)"], env={})
child.start()
print(child.process.pid, flush=True)
time.sleep(600)
"""
    started = subprocess.Popen(
        [sys.executable, "-c", parent], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    child = int(started.stdout.readline())
    assert is_alive(child)
    started.kill()
    started.wait()
    deadline = time.monotonic() + SECONDS
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(child)


def is_alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended and was not fetched does not."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def test_a_failed_command_is_told_by_its_error_not_by_its_frames():
    told = assets._gist(
        'Traceback (most recent call last):\n  File "x", line 1\na.B: no host\n\thint'
    )
    assert told == "a.B: no host\n\thint"
    assert assets._gist("Unknown command: 'x'\nType help.") == "Unknown command: 'x'\nType help."


# -- All of it -----------------------------------------------------------------------------------


def wait_for(words: str, log: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait until a program has said these words; returns all it said."""
    deadline = time.monotonic() + SECONDS
    while words not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    return log.read_text()


@pytest.mark.live
def test_it_starts_serves_refuses_a_second_start_and_stops_cleanly(directory):
    log = directory / "said"
    outside = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}
    env = {name: value for name, value in os.environ.items() if name not in outside}
    env["MITHAQ_DATA"] = str(directory / "my data")
    port = free_port()
    command = [sys.executable, "-m", "alignment.embedded", "--empty", "--port", str(port)]
    with log.open("wb") as output:
        run = subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=output, stderr=output)
    try:
        said = wait_for("Ctrl-C stops everything", log, run)
        address = f"http://localhost:{port}"
        assert address in said
        assert "/setup/" in said
        with urllib.request.urlopen(f"{address}/sign-in/", timeout=30) as page:
            assert page.status == 200
        second = subprocess.run(
            command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert f"already runs on this data: process {run.pid}, at {address}" in second.stderr
    finally:
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=SECONDS) == 0, log.read_text()
    assert "Stopped." in log.read_text()
    assert not answers(port)
