"""What beat calls. Each reads the clock once and calls one verb."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from sla import reconcile, sharing, sweep
from sla.models import SweepRun

KEEP_SWEEPS = timedelta(days=2)


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
def share_out_breaches() -> None:
    """Share out the time of breaches that have ended."""
    sharing.share_out(at=timezone.now())


@shared_task
def forget_sweeps() -> None:
    """Delete the sweep's records of the days before yesterday."""
    SweepRun.objects.filter(at__lt=timezone.now() - KEEP_SWEEPS).delete()
