"""App configuration of `breakpoints`."""

from __future__ import annotations

from django.apps import AppConfig


class BreakpointsConfig(AppConfig):
    """Standing wishes to stop."""

    name = "studio.breakpoints"
    label = "breakpoints"
