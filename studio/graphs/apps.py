"""App configuration of `graphs`."""

from django.apps import AppConfig


class GraphsConfig(AppConfig):
    """Graphs, their versions and pictures."""

    name = "studio.graphs"
    label = "graphs"
    verbose_name = "Graphs"
