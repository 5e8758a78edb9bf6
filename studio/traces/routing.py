"""Sockets of runs and projects."""

from __future__ import annotations

from typing import Any

from django.urls import path

from studio.traces.consumers import ProjectConsumer, RunConsumer

websocket_urlpatterns: list[Any] = [
    path("ws/runs/<uuid:run_id>/", RunConsumer.as_asgi()),
    path("ws/projects/<slug:project>/", ProjectConsumer.as_asgi()),
]
