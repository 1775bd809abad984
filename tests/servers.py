"""The real Celery of a test run, and a broker that no other test process shares.

A test marked ``live`` asks for the fixture ``engine``: it starts a worker and a beat on the test's
own database, for this test alone, and stops them before the tables are emptied.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from alignment.celery import app
from alignment.embedded.children import Child, stop_all

CHECKOUT = Path(__file__).resolve().parent.parent
DEADLINE_SECONDS = 120
POLL_SECONDS = 0.1


@pytest.fixture(scope="session", autouse=True)
def _own_broker() -> None:
    """Give each of pytest-xdist's processes a Valkey database of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    address = f"{settings.REDIS_URL.rpartition('/')[0]}/{int(worker.removeprefix('gw')) % 16}"
    settings.REDIS_URL = settings.CELERY_BROKER_URL = address
    settings.CACHES["default"]["LOCATION"] = address
    app.conf.broker_url = address


@dataclass
class Engine:
    """The running worker and beat."""

    worker: Child
    beat: Child

    def wait_until(self, holds: Callable[[], object], *, seconds: float = DEADLINE_SECONDS) -> None:
        """Wait until ``holds()`` is true; fail with the logs when it does not come true."""
        deadline = time.monotonic() + seconds
        while not holds():
            self.worker.check()
            self.beat.check()
            if time.monotonic() > deadline:
                logs = "\n".join(
                    each.log.read_text() for each in (self.worker, self.beat) if each.log
                )
                pytest.fail(f"It did not come true within {seconds} seconds.\n{logs[-4000:]}")
            time.sleep(POLL_SECONDS)


@pytest.fixture
def engine(transactional_db, _own_broker, tmp_path: Path) -> Iterator[Engine]:
    """Start a worker and a beat on this test's database and broker."""
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "SWEEP_EVERY_SECONDS": "3",  # nobody waits for a quarter of a minute
    }
    celery = [sys.executable, "-m", "celery", "--app", "alignment"]
    worker = Child(
        name="worker",
        command=[*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle"],
        env=env,
        log=tmp_path / "worker.log",
        stop_seconds=10,
    )
    schedule = tmp_path / "schedule"
    beat = Child(
        name="beat",
        command=[*celery, "beat", "--loglevel", "INFO", "--pidfile", "", "--schedule", schedule],
        env=env,
        log=tmp_path / "beat.log",
        stop_seconds=5,
    )
    cache.clear()
    app.control.purge()
    try:
        worker.start()
        beat.start()
        worker.wait_until(lambda: " ready." in worker.log.read_text(), seconds=DEADLINE_SECONDS)
        yield Engine(worker=worker, beat=beat)
    finally:
        stop_all([beat, worker])
        app.control.purge()


def database_url() -> str:
    """Return the address of the test's database, which the environment's address does not name."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    return f"{server}/{connection.settings_dict['NAME']}"


def run_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the checkout and return what it printed, without judging its exit code."""
    return subprocess.run(arguments, cwd=CHECKOUT, capture_output=True, text=True, check=False)
