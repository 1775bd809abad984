"""The app that carries the shared template tags."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Registers ``kit`` so that its template tags are found."""

    name = "kit"
