"""App configuration of `approvals`."""

from __future__ import annotations

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Decisions on interrupts."""

    name = "studio.approvals"
    label = "approvals"
