"""Asking a worker for what stands in the database to be done.

The broker carries no work of its own: a row says what is to be done, and beat takes up every row
that no worker was asked for. Nobody's request fails, or waits for long, because it is away.
"""

import logging
from functools import partial

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ask_after_commit(task: "Task[..., None]", **ids: int) -> None:
    """Ask a worker to run ``task`` with ``ids`` once the transaction at hand is committed."""
    transaction.on_commit(partial(ask, task, **ids))


def ask(task: "Task[..., None]", **ids: int) -> bool:
    """Ask a worker to run ``task`` with ``ids``; return whether the broker took it.

    What it did not take waits for beat; the log says so.
    """
    try:
        task.delay(**ids)
    except OperationalError as error:
        logger.warning("%s %s waits for beat: the broker is away (%s)", task.name, ids, error)
        return False
    return True
