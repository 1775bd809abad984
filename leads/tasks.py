"""What workers do for leads: long runs in slices, each well below the worker's time limit."""

import logging
import time
from collections.abc import Callable

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from leads import bulk

logger = logging.getLogger(__name__)

# A slice ends after this long and puts the rest back in line: others get their turn, and no task
# comes near the soft limit of 240 s.
SLICE_SECONDS = 60


@shared_task
def run_bulk(*, run_id: int) -> None:
    """Advance a bulk run; what is left after a slice becomes a task of its own."""
    try:
        more = _for_a_slice(lambda: bulk.advance(run_id=run_id, at=timezone.now()))
    except (OperationalError, InterfaceError):
        raise  # the database was away: ``resume_runs`` takes it up
    except Exception:
        bulk.fail(run_id=run_id, at=timezone.now())
        raise
    if more:
        run_bulk.delay(run_id=run_id)


@shared_task
def resume_runs() -> None:
    """Take up the runs that a lost worker or a lost message left behind."""
    now = timezone.now()
    for run_id in bulk.lost(at=now):
        logger.warning("bulk run %s is taken up again", run_id)
        run_bulk.delay(run_id=run_id)


def _for_a_slice(step: Callable[[], bool]) -> bool:
    """Call ``step`` until it has nothing more to do or the slice is over; return which."""
    ends = time.monotonic() + SLICE_SECONDS
    while step():
        if time.monotonic() >= ends:
            return True
    return False
