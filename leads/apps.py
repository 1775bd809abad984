"""The leads app."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Registers the app ``leads``."""

    name = "leads"
