"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the app ``notifications``."""

    name = "notifications"
