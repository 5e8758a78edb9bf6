"""App configuration of `traces`."""

from __future__ import annotations

from django.apps import AppConfig


class TracesConfig(AppConfig):
    """The read side of runs; no models."""

    name = "studio.traces"
    label = "traces"
