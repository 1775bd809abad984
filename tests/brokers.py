"""Brokers that fail: one that is not there, one that takes calls and never answers."""

import socket
from collections.abc import Iterator

import pytest
from kombu import pools

from alignment.celery import app


def use_broker(monkeypatch: pytest.MonkeyPatch, port: int, **options: float) -> None:
    """Let Celery publish to ``port`` of this machine; ``options`` add to the settings' own."""
    connection = app.connection_for_write(f"redis://127.0.0.1:{port}/0")
    connection.transport_options = connection.transport_options | options
    monkeypatch.setattr(app.amqp, "_producer_pool", pools.producers[connection])


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the broker away: its port is closed."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    use_broker(monkeypatch, port)


@pytest.fixture
def mute_port() -> Iterator[int]:
    """Return a port that takes calls and never answers."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        yield mute.getsockname()[1]
