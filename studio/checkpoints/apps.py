"""App configuration of `checkpoints`."""

from __future__ import annotations

from django.apps import AppConfig


class CheckpointsConfig(AppConfig):
    """History, diffs and edits of state."""

    name = "studio.checkpoints"
    label = "checkpoints"
