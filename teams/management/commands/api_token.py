"""Prints a new API token."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from teams.models import User
from teams.tokens import make_token


class Command(BaseCommand):
    """``manage.py api_token EMAIL``."""

    help = (
        "Makes a new API token for the person with this e-mail and prints it. It replaces the old."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person's e-mail."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key alone, so that a script can keep it; fail for an unknown person."""
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            message = f"Nobody active has the e-mail {email}."
            raise CommandError(message)
        self.stdout.write(make_token(user=user, at=timezone.now()))
