"""The dashboards app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Registers the app ``dashboards``."""

    name = "dashboards"
