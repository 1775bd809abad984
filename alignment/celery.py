"""Celery, with the whole timetable in one place."""

import os

from celery import Celery

import alignment.heartbeat  # noqa: F401 - connects the worker's sign of life
from alignment.env import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")

SWEEP_EVERY_SECONDS = env.int("SWEEP_EVERY_SECONDS", default=15)
DELIVER_EVERY_SECONDS = 10
ROLL_UP_EVERY_SECONDS = 30

app = Celery("mithaq")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# ``expires`` lies below the interval: a worker that was away does not work off a heap of stale
# ticks, one tick does all that is due.
app.conf.beat_schedule = {
    "sweep the clocks": {
        "task": "sla.tasks.sweep_clocks",
        "schedule": SWEEP_EVERY_SECONDS,
        "options": {"expires": SWEEP_EVERY_SECONDS * 0.9},
    },
    "deliver the outbox": {
        "task": "notifications.tasks.deliver_outbox",
        "schedule": DELIVER_EVERY_SECONDS,
        "options": {"expires": DELIVER_EVERY_SECONDS - 1},
    },
    "send e-mails and chat messages": {
        "task": "notifications.tasks.send_outward",
        "schedule": DELIVER_EVERY_SECONDS,
        "options": {"expires": DELIVER_EVERY_SECONDS - 1},
    },
    "send the letters that wait": {
        "task": "teams.tasks.send_letters",
        "schedule": DELIVER_EVERY_SECONDS,
        "options": {"expires": DELIVER_EVERY_SECONDS - 1},
    },
    "follow changes that have no clocks": {
        "task": "sla.tasks.reconcile_clocks",
        "schedule": 300,
        "options": {"expires": 299},
    },
    "keep the agreement": {
        "task": "sla.tasks.keep_agreement",
        "schedule": 5,
        "options": {"expires": 4.5},
    },
    "pick up work that a lost worker left": {
        "task": "leads.tasks.resume_runs",
        "schedule": 60,
        "options": {"expires": 59},
    },
    "put open clocks on a changed calendar": {
        "task": "sla.tasks.resume_recalculations",
        "schedule": 30,
        "options": {"expires": 29},
    },
    "put open clocks under a version that takes them": {
        "task": "sla.tasks.resume_rematchings",
        "schedule": 10,
        "options": {"expires": 9},
    },
    "take up backtests that a lost worker left": {
        "task": "sla.tasks.resume_backtests",
        "schedule": 60,
        "options": {"expires": 59},
    },
    "return the leads of people who are away": {
        "task": "leads.tasks.return_left_leads",
        "schedule": 60,
        "options": {"expires": 59},
    },
    "roll up the days of the dashboard": {
        "task": "dashboards.tasks.roll_up_days",
        "schedule": ROLL_UP_EVERY_SECONDS,
        "options": {"expires": ROLL_UP_EVERY_SECONDS - 1},
    },
    "share out the time of breaches": {
        "task": "sla.tasks.share_out_breaches",
        "schedule": 60,
        "options": {"expires": 59},
    },
    "hold marketing to its commitments": {
        "task": "sla.tasks.hold_commitments",
        "schedule": 300,
        "options": {"expires": 299},
    },
    "write the letters of the day": {
        "task": "sla.tasks.write_daily_letters",
        "schedule": 300,
        "options": {"expires": 299},
    },
    "forget old sweep rows": {
        "task": "sla.tasks.forget_sweeps",
        "schedule": 3600,
        "options": {"expires": 3599},
    },
}
