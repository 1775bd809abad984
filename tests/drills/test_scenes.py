"""The quickest of the drills, at each test run; ``bin/drill`` has them all.

The gates are the drills' own; worker and beat are this run's.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from drills import company, gate
from notifications.models import OutboxMessage

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
