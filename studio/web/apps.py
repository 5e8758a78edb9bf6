"""App configuration of `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Template tags and error pages; no models."""

    name = "studio.web"
    label = "web"
    verbose_name = "Web"
