"""Asking a worker, with a broker that may be away."""

import pytest
from celery import shared_task
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import TimeoutError as NoAnswer

from kit.background import ask
from tests.brokers import use_broker


@shared_task
def some_task(*, row_id):
    """Do nothing."""


def test_a_broker_that_is_not_there_is_no_error(broker_away, caplog):
    assert ask(some_task, row_id=7) is False
    assert "waits for beat" in caplog.text


def test_a_broker_that_never_answers_is_no_error(monkeypatch, mute_port):
    use_broker(monkeypatch, mute_port, socket_timeout=0.1)
    assert ask(some_task, row_id=7) is False


def test_what_is_wrong_with_the_task_itself_is_an_error(broker_away):
    with pytest.raises(TypeError):
        ask(some_task, no_such_id=7)


def test_neither_broker_nor_cache_is_waited_for_without_end(mute_port):
    waits = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert 0 < waits["socket_connect_timeout"] <= 2
    assert 0 < waits["socket_timeout"] <= 2
    options = settings.CACHES["default"]["OPTIONS"]
    assert 0 < options["socket_timeout"] <= 1
    cache = RedisCache(
        f"redis://127.0.0.1:{mute_port}/0", {"OPTIONS": options | {"socket_timeout": 0.1}}
    )
    with pytest.raises(NoAnswer):
        cache.get("anything")
