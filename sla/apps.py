"""The sla app."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    """Registers the app ``sla``."""

    name = "sla"
