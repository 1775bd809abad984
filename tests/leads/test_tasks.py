from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from leads import bulk, tasks
from leads.bulk import BulkOptions
from leads.importing import files, runs
from leads.intake import NewLead, capture
from leads.models import BulkRun, ImportChunk, ImportRun, Lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def again(monkeypatch):
    """What was put in line again: (task, id)."""
    calls = []
    for name in ("run_bulk", "run_import", "check_import"):
        monkeypatch.setattr(
            getattr(tasks, name), "delay", lambda run_id, name=name: calls.append((name, run_id))
        )
    return calls


@pytest.fixture
def bulk_run(marketer):
    now = timezone.now()
    ids = [capture(new=NewLead(name=f"N{n}"), at=now, by=marketer).pk for n in range(4)]
    return bulk.start(
        act="qualify", lead_ids=ids, options=BulkOptions(), code=uuid4(), at=now, by=marketer
    )


@pytest.fixture
def import_run(marketer):
    data = b"Name\n" + b"".join(b"Person %d\n" % n for n in range(5))
    now = timezone.now()
    run = files.store(
        name="a.csv", size=len(data), pieces=[data], kind="leads", at=now, by=marketer
    )
    runs.start_check(
        run=run, mapping={"0": "name"}, options=runs.ImportOptions(), at=now, by=marketer
    )
    return run


def test_a_bulk_run_is_carried_through(bulk_run, again):
    tasks.run_bulk(run_id=bulk_run.pk)
    bulk_run.refresh_from_db()
    assert (bulk_run.status, again) == ("done", [])


def test_a_long_run_puts_its_rest_back_in_line(bulk_run, again, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 1)
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    monkeypatch.setattr(tasks._for_a_slice, "__defaults__", (0,))
    tasks.run_bulk(run_id=bulk_run.pk)
    bulk_run.refresh_from_db()
    assert (bulk_run.position, again) == (1, [("run_bulk", bulk_run.pk)])


def test_an_import_is_checked_and_run(import_run, again, marketer):
    tasks.check_import(run_id=import_run.pk)
    import_run.refresh_from_db()
    assert (import_run.status, import_run.good_count) == ("checked", 5)
    runs.start_import(run=import_run, at=timezone.now(), by=marketer)
    tasks.run_import(run_id=import_run.pk)
    import_run.refresh_from_db()
    assert (import_run.status, Lead.objects.count(), again) == ("done", 5, [])


def test_an_error_nobody_foresaw_ends_the_run_in_words(import_run, bulk_run, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("leads.importing.engine.Worker._chunk", broken)
    with pytest.raises(RuntimeError):
        tasks.check_import(run_id=import_run.pk)
    monkeypatch.setattr(bulk, "qualify_many", broken)
    with pytest.raises(RuntimeError):
        tasks.run_bulk(run_id=bulk_run.pk)
    import_run.refresh_from_db()
    bulk_run.refresh_from_db()
    assert (import_run.status, import_run.failure, bulk_run.status) == ("failed", "error", "failed")


def test_runs_that_lost_their_worker_are_taken_up(import_run, bulk_run, again):
    tasks.resume_runs()
    assert again == []
    long_ago = timezone.now() - timedelta(minutes=5)
    ImportRun.objects.update(heartbeat_at=long_ago)
    BulkRun.objects.update(created_at=long_ago)
    tasks.resume_runs()
    assert again == [("run_bulk", bulk_run.pk), ("check_import", import_run.pk)]


def test_old_files_are_forgotten_and_their_counts_kept(import_run):
    tasks.check_import(run_id=import_run.pk)
    tasks.resume_runs()
    assert ImportChunk.objects.exists()
    ImportRun.objects.update(created_at=timezone.now() - timedelta(days=31))
    tasks.resume_runs()
    assert not ImportChunk.objects.exists()
    assert ImportRun.objects.get().good_count == 5
