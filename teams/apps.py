"""The people: users, teams with a side, roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TeamsConfig(AppConfig):
    """People and their teams."""

    name = "teams"
    verbose_name = _("People")
