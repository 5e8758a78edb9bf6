"""App configuration of `live`."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Plumbing of the sockets; no models."""

    name = "studio.live"
    label = "live"
    verbose_name = "Live"
