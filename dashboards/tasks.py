"""What beat calls."""

from celery import shared_task
from django.utils import timezone

from dashboards import rollups

CHUNKS = 4  # months at most in one tick, so that the sweep never waits long for a worker


@shared_task
def roll_up_days() -> None:
    """Roll up the days that are over, and those that have changed."""
    rollups.roll_up(at=timezone.now(), at_most=CHUNKS)
