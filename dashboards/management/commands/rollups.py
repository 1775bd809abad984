"""Brings the dashboard's rollups up to date at once, or builds them anew."""

from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dashboards import rollups

WAIT_SECONDS = 1
WAITS = 60


class Command(BaseCommand):
    """``manage.py rollups [--rebuild]``."""

    help = (
        "Rolls up the days that the dashboard shows. Celery does so by itself; after an upgrade of"
        " a large installation this does it at once. It may be stopped and started at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to begin anew."""
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="forget all rollups first; pages read the rows until they are there again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work a month at a time and say how far it came."""
        if options["rebuild"]:
            rollups.forget()
        days, waited = 0, 0
        while waited < WAITS:
            rolled = rollups.roll_up(at=timezone.now(), at_most=1)
            if rolled is None or not rolled.days:
                if rolled is not None and rolled.is_complete:
                    break
                waited += 1
                sleep(WAIT_SECONDS)
                continue
            days += rolled.days
            self.stdout.write(f"{days} days rolled up")
        else:
            self.stdout.write("Another transaction or worker is at it; Celery does the rest.")
            return
        self.stdout.write("The rollups are up to date.")
