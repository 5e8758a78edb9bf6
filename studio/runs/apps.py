"""App configuration of `runs`."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Threads, runs, attempts and their journal."""

    name = "studio.runs"
    label = "runs"
