"""What workers do for leads: long runs in slices, each well below the worker's time limit."""

import logging
import time
from collections.abc import Callable

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from kit.background import ask
from leads import bulk, departures
from leads.importing import runs, undoing
from leads.importing.engine import Worker
from leads.models import ImportStatus

logger = logging.getLogger(__name__)

# A slice ends after this long and puts the rest back in line: others get their turn, and no task
# comes near the soft limit of 240 s.
SLICE_SECONDS = 60
# A check cannot be taken up half-way. With its margin it stays below the broker's visibility
# timeout of 900 s, after which a message is handed out again.
CHECK_SECONDS = 780


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
        ask(run_bulk, run_id=run_id)


@shared_task
def run_import(*, run_id: int) -> None:
    """Carry an import on; what is left after a slice becomes a task of its own."""
    if _import_for_a_slice(run_id):
        ask(run_import, run_id=run_id)


@shared_task(soft_time_limit=CHECK_SECONDS, time_limit=CHECK_SECONDS + 60)
def check_import(*, run_id: int) -> None:
    """Check a file in one go: what a check has seen so far lives in its session."""
    _import_for_a_slice(run_id, CHECK_SECONDS - 60)


@shared_task
def undo_import(*, run_id: int) -> None:
    """Take an import back; what is left after a slice becomes a task of its own."""
    if _for_a_slice(lambda: undoing.advance_undo(run_id=run_id, at=timezone.now())):
        ask(undo_import, run_id=run_id)


@shared_task
def resume_runs() -> None:
    """Take up the runs that a lost worker or a lost message left behind."""
    now = timezone.now()
    for run_id in bulk.lost(at=now):
        logger.warning("bulk run %s is taken up again", run_id)
        ask(run_bulk, run_id=run_id)
    tasks = {ImportStatus.CHECKING: check_import, ImportStatus.UNDOING: undo_import}
    for run_id, status in runs.lost(at=now):
        logger.warning("import %s is taken up again", run_id)
        ask(tasks.get(ImportStatus(status), run_import), run_id=run_id)
    runs.forget_files(at=now)


@shared_task
def return_left_leads() -> None:
    """Put the leads of people who are away, or gone, back into the queue."""
    departures.return_left(at=timezone.now())


def _import_for_a_slice(run_id: int, seconds: float = SLICE_SECONDS) -> bool:
    worker = Worker(run_id)
    try:
        return _for_a_slice(lambda: worker.step(at=timezone.now()), seconds)
    except (OperationalError, InterfaceError):
        raise  # the database was away: ``resume_runs`` takes it up
    except Exception:
        runs.fail(run_id=run_id, at=timezone.now())
        raise


def _for_a_slice(step: Callable[[], bool], seconds: float = SLICE_SECONDS) -> bool:
    """Call ``step`` until it has nothing more to do or the slice is over; return which."""
    ends = time.monotonic() + seconds
    while step():
        if time.monotonic() >= ends:
            return True
    return False
