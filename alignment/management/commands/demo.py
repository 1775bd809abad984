"""``manage.py demo``: load or renew the demonstration company."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alignment import demo


class Command(BaseCommand):
    """Loads the demonstration company, or renews it so that its queue is of today."""

    help = "Load the demonstration company, or renew it; prints who can sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and print the sign-ins."""
        try:
            sign_ins = demo.load(now=timezone.now())
        except demo.NotTheDemonstration:
            raise CommandError(
                "This database holds people of a company of its own. "
                "The demonstration is loaded into an empty database only."
            ) from None
        for one in sign_ins:
            self.stdout.write(f"  {one.role:<14} {one.email:<24} {demo.PASSWORD}")
