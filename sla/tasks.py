"""What beat calls. Each reads the clock once and calls one verb."""

import logging
import time
from datetime import timedelta

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from kit.background import ask
from sla import (
    backtesting,
    committing,
    daily,
    entering,
    recalculating,
    reconcile,
    rematching,
    sharing,
    sweep,
)
from sla.models import SweepRun

logger = logging.getLogger(__name__)

KEEP_SWEEPS = timedelta(days=2)
# A slice of a long run ends after this long and puts the rest back in line: others get their turn.
SLICE_SECONDS = 60


@shared_task
def sweep_clocks() -> None:
    """Flag what is newly at risk or breached."""
    at = timezone.now()
    swept = sweep.sweep(at=at)
    if swept is not None:
        sweep.note(swept=swept, at=at, finished_at=timezone.now())


@shared_task
def reconcile_clocks() -> None:
    """Follow changes that no clock has followed."""
    reconcile.reconcile(at=timezone.now())


@shared_task
def keep_agreement() -> None:
    """Let signed versions enter, end periods that are over, remind of those about to end."""
    at = timezone.now()
    entering.enter_due(at=at)
    entering.expire_due(at=at)
    entering.remind_due(at=at)


@shared_task
def share_out_breaches() -> None:
    """Share out the time of breaches that have ended."""
    sharing.share_out(at=timezone.now())


@shared_task
def hold_commitments() -> None:
    """Count what marketing has promised, warn of it and judge it."""
    committing.hold(at=timezone.now())


@shared_task
def write_daily_letters() -> None:
    """Write the letters of the day for those whose morning has come."""
    daily.write(at=timezone.now())


@shared_task
def forget_sweeps() -> None:
    """Delete the sweep's records of the days before yesterday."""
    SweepRun.objects.filter(at__lt=timezone.now() - KEEP_SWEEPS).delete()


@shared_task
def run_recalculation(*, run_id: int) -> None:
    """Put open clocks on a new version of their calendar; the rest of a slice is a new task."""
    worker, ends, more = recalculating.Worker(run_id), time.monotonic() + SLICE_SECONDS, True
    try:
        while more and time.monotonic() < ends:
            more = worker.step(at=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database was away: ``resume_recalculations`` takes it up
    except Exception:
        recalculating.fail(run_id=run_id, at=timezone.now())
        raise
    if more:
        ask(run_recalculation, run_id=run_id)


@shared_task
def run_rematching(*, run_id: int) -> None:
    """Put open clocks under a version that takes them; the rest of a slice is a new task."""
    worker, ends, more = rematching.Worker(run_id), time.monotonic() + SLICE_SECONDS, True
    try:
        while more and time.monotonic() < ends:
            more = worker.step(at=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database was away: ``resume_rematchings`` takes it up
    except Exception:
        rematching.fail(run_id=run_id, at=timezone.now())
        raise
    if more:
        ask(run_rematching, run_id=run_id)


@shared_task
def resume_rematchings() -> None:
    """Take up the runs that nobody has begun yet, or that a lost worker left behind."""
    for run_id in rematching.to_take_up(at=timezone.now()):
        ask(run_rematching, run_id=run_id)


@shared_task
def resume_recalculations() -> None:
    """Take up the runs that a lost worker, a lost message or a busy clock left behind."""
    for run_id in recalculating.to_take_up(at=timezone.now()):
        logger.info("recalculation %s is taken up again", run_id)
        ask(run_recalculation, run_id=run_id)


@shared_task
def run_backtest(*, run_id: int) -> None:
    """Replay the last weeks under a version; the rest of a slice is a new task."""
    worker, ends, more = backtesting.Worker(run_id), time.monotonic() + SLICE_SECONDS, True
    try:
        while more and time.monotonic() < ends:
            more = worker.step(at=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database was away: ``resume_backtests`` takes it up
    except Exception:
        backtesting.fail(run_id=run_id, at=timezone.now())
        raise
    if more:
        ask(run_backtest, run_id=run_id)


@shared_task
def resume_backtests() -> None:
    """Take up the backtests that a lost worker or a lost message left behind."""
    for run_id in backtesting.to_take_up(at=timezone.now()):
        logger.info("backtest %s is taken up again", run_id)
        ask(run_backtest, run_id=run_id)
