"""Addresses of the sockets. Sockets only read."""

from __future__ import annotations

from studio.traces.routing import websocket_urlpatterns

__all__ = ["websocket_urlpatterns"]
