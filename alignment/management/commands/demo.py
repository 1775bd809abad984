"""``manage.py demo``: load or renew the demonstration company."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alignment import demo


class Command(BaseCommand):
    """Loads the demonstration company, or renews it so that its queue is of today."""

    help = (
        "Load the demonstration company, or begin it anew: what was entered meanwhile is deleted."
        " Prints who can sign in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the language that the company works in."""
        parser.add_argument(
            "--language",
            choices=["en", "ar"],
            default="",
            help="what the company works in: its sources, promises and most of its leads"
            " (default: as it is now, at first English)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and print the sign-ins."""
        try:
            sign_ins = demo.load(now=timezone.now(), language=options["language"])
        except demo.NotTheDemonstration:
            raise CommandError(
                "This database holds people of a company of its own. "
                "The demonstration is loaded into an empty database only."
            ) from None
        for one in sign_ins:
            self.stdout.write(f"  {one.role:<14} {one.email:<24} {demo.PASSWORD}")
