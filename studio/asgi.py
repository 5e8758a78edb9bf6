"""The ASGI application: pages over HTTP, news over WebSocket."""

from __future__ import annotations

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
# Django's registry must be filled before anything below imports a model.
pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from studio.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)

# The pages' code is imported now and not by the first request; a fault in it ends the start.
get_resolver().url_patterns  # noqa: B018 - read for what it imports
# What was imported stays: the garbage collector need not visit it again and again, 30 ms at a time.
gc.collect()
gc.freeze()
