"""The project: settings, root URLs, the API's root, Celery with the whole timetable, health."""

from alignment.celery import app as celery_app

__all__ = ["celery_app"]
