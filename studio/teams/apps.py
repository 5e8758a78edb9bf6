"""App configuration of `teams`."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """People, teams and projects."""

    name = "studio.teams"
    label = "teams"
    verbose_name = "Teams"
