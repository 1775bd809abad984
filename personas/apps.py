"""The personas app."""

from django.apps import AppConfig


class PersonasConfig(AppConfig):
    """Registers the app ``personas``."""

    name = "personas"
