"""Prints how the first administrator is made."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from teams.setting_up import is_set_up, setup_token


class Command(BaseCommand):
    """``manage.py setup_token``."""

    help = "Prints the address and the token with which the first administrator is made."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print address and token, or that there is nothing to set up any more."""
        if is_set_up():
            self.stdout.write("This installation is set up. Sign in at " + _at("teams:sign_in"))
            return
        self.stdout.write("Make the first administrator at " + _at("teams:setup"))
        self.stdout.write("with the token " + setup_token())


def _at(page: str) -> str:
    site: str = settings.BASE_URL.rstrip("/")
    return site + reverse(page)
