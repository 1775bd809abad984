"""Health for load balancers: alive, and ready; never more than that."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from alignment import health
from sla.models import SweepRun


@pytest.fixture
def watched(db):
    now = timezone.now()
    return SweepRun.objects.create(at=now, finished_at=now)


def test_alive_asks_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_alive_under_any_host_name_and_without_a_redirect(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


def test_ready_when_all_is_there(client, watched):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert set(answer.json()["checks"]) == {"database", "broker", "migrations", "sweep"}


def test_not_ready_when_nobody_sweeps(client, watched, settings):
    SweepRun.objects.update(at=timezone.now() - timedelta(seconds=settings.SWEEP_STALE_SECONDS + 9))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["sweep"]["ok"] is False
    assert answer.json()["checks"]["sweep"]["age_seconds"] > settings.SWEEP_STALE_SECONDS


def test_not_ready_before_the_first_sweep(client, db):
    assert client.get("/readyz").json()["checks"]["sweep"]["age_seconds"] is None


def test_not_ready_without_the_broker_and_its_address_stays_secret(client, watched, settings):
    settings.CELERY_BROKER_URL = "redis://:secret@127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == {"ok": False}
    assert "secret" not in answer.text


def test_not_ready_while_migrations_are_missing(client, watched):
    ((app, newest),) = MigrationLoader(connection).graph.leaf_nodes("sla")
    MigrationRecorder(connection).record_unapplied(app, newest)
    assert client.get("/readyz").json()["checks"]["migrations"]["ok"] is False


def test_health_is_only_read(client):
    assert client.post("/healthz").status_code == 405
    assert client.head("/healthz").status_code == 200


def test_health_is_never_kept_by_a_cache(client):
    assert client.get("/healthz")["Cache-Control"] == "no-store"


def test_a_lost_database_is_said_and_nothing_else_is_asked(client, monkeypatch):
    def lost():
        raise InterfaceError("password=secret host=db")

    monkeypatch.setattr(health, "_database", lost)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {"ok": False}
    assert "sweep" not in answer.json()["checks"]
    assert "secret" not in answer.text
