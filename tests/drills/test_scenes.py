"""The quickest of the drills, at each test run; ``bin/drill`` has them all.

The gates are the drills' own; worker and beat are this run's.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from drills import calendar_scenes, company, gate, ladder_company, ladder_scenes
from drills.measure import let_leases_end, let_runs_be_lost
from leads.models import RunStatus
from notifications.models import OutboxMessage
from sla.models import Recalculation
from sla.tasks import resume_recalculations, run_recalculation

KILLED_AT = (gate.POINTS[1], gate.POINTS[5])  # in a sweep, and in a delivery


@pytest.mark.live
def test_a_worker_killed_in_a_sweep_and_in_a_delivery_loses_nothing_and_doubles_nothing(
    engine, transactional_db
):
    now = timezone.now().replace(microsecond=0) - timedelta(seconds=1)
    engine.worker.kill()
    company.fill(now, clocks=600)
    for point in KILLED_AT:
        with gate.shut(point):
            engine.worker.start()
            gate.wait_for_somebody()
            engine.worker.kill()
    # The minute passes for which a dead worker's messages are still its own.
    OutboxMessage.objects.filter(leased_until__isnull=False).update(leased_until=timezone.now())
    engine.worker.start()
    engine.wait_until(lambda: company.is_done(now))
    found = company.rows()
    engine.worker.kill()
    company.fill(now, clocks=600)
    assert company.differences(company.undisturbed(now), found) == []


@pytest.mark.live
def test_a_worker_killed_between_a_step_and_its_notices_tells_everybody_once(
    engine, transactional_db
):
    now = timezone.now().replace(microsecond=0) - timedelta(seconds=1)
    engine.worker.kill()
    ladder_company.fill(now, clocks=12)
    with gate.shut(ladder_scenes.POINTS[1]):
        engine.worker.start()
        gate.wait_for_somebody()
        assert OutboxMessage.objects.filter(kind="clock_escalated").exists()
        engine.worker.kill()
    let_leases_end()
    engine.worker.start()
    engine.wait_until(lambda: company.is_done(now))
    found = company.rows()
    engine.worker.kill()
    ladder_company.fill(now, clocks=12)
    assert company.differences(company.undisturbed(now), found) == []


@pytest.mark.live
def test_a_worker_killed_within_a_calendars_change_moves_each_clock_once(engine, transactional_db):
    now = timezone.now().replace(microsecond=0) - timedelta(seconds=1)
    engine.worker.kill()
    run = calendar_scenes.change(now)
    with gate.shut(calendar_scenes.SECOND):
        run_recalculation.delay(run_id=run.pk)
        engine.worker.start()
        gate.wait_for_somebody()
        engine.worker.kill()
    run.refresh_from_db()
    assert (run.status, run.done_count) == (RunStatus.RUNNING, 500)
    let_runs_be_lost()
    resume_recalculations.delay()
    engine.worker.start()
    engine.wait_until(lambda: not Recalculation.objects.exclude(status=RunStatus.DONE).exists())
    engine.wait_until(lambda: company.is_done(now))
    found = company.rows()
    engine.worker.kill()
    calendar_scenes.change(now)
    assert company.differences(calendar_scenes.undisturbed(now), found) == []
