"""One socket: who may listen, what he missed, what happens now.

Theory of operation. A socket is accepted first and refused by a close code after that, because a browser cannot read
why a handshake failed. The subclass says which groups a person may hear (`enter`, in a database thread). The socket
joins the hub, then greets with what happened before (`greet`), then passes on what gathers in its seat, as the text it
is. Every PING_EVERY_S, and at once when the team's members change, it asks again who this is and what he may see. What
a client sends is read and thrown away: sockets only read.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from enum import IntEnum
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

import msgspec
from channels.auth import get_user
from channels.db import database_sync_to_async
from django.conf import settings

from studio.live import groups
from studio.live.hub import Seat, SeatLost, hub

PING_EVERY_S = 15.0
MEMBERS_CHANGED = groups.of_team("")

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Close(IntEnum):
    """Why a socket was closed; see docs/reference/urls.md. Daphne sends 1000 and codes from 3000 to 4999, no others."""

    NOT_SIGNED_IN = 4401
    RIGHT_LOST = 4403
    NOT_FOUND = 4404
    SERVER_ERROR = 4500
    TRY_AGAIN = 4503


class Refused(Exception):
    """This socket ends with a code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class LiveConsumer:
    """A socket from its handshake to its end; subclasses answer `enter` and may `greet`."""

    def __init__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send

    @classmethod
    def as_asgi(cls) -> Any:
        """The ASGI application that makes one consumer a connection; `Any`, as Django's `path` is typed for views."""

        async def application(scope: Message, receive: Receive, send: Send) -> None:
            await cls(scope, receive, send).run()

        return application

    def enter(self, user: Any) -> tuple[str, ...]:
        """Return the groups this person may hear; runs where the database may be asked. Raises Refused."""
        raise NotImplementedError

    async def greet(self) -> None:
        """Send what comes before the live frames."""

    @property
    def lookup(self) -> dict[str, Any]:
        """What the address says."""
        found: dict[str, Any] = self.scope["url_route"]["kwargs"]
        return found

    def asked(self, name: str) -> str:
        """A parameter of the query string, or an empty text."""
        return parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get(name, [""])[0]

    async def run(self) -> None:
        """Serve the socket until either side ends it."""
        await self._receive()
        await self._send({"type": "websocket.accept"})
        talking, listening = asyncio.create_task(self._talk()), asyncio.create_task(self._listen())
        try:
            await asyncio.wait({talking, listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            talking.cancel()
            listening.cancel()
            await asyncio.gather(talking, listening, return_exceptions=True)

    async def say(self, text: str) -> None:
        """Send one frame as it is."""
        await self._send({"type": "websocket.send", "text": text})

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "websocket.disconnect":
            pass

    async def _talk(self) -> None:
        code = Close.SERVER_ERROR
        try:
            seat = await hub().join(*await self._check(self.scope["user"]))
            try:
                # At once: a page cannot tell how late events come before it knows the server's clock.
                await self.say(_ping())
                await self.greet()
                await self._pass_on(seat)
            finally:
                await hub().leave(seat)
        except Refused as refused:
            code = refused.code
        except SeatLost:
            code = Close.TRY_AGAIN
        except Exception:  # border: a fault of one socket ends this socket alone, and is logged
            log.exception("A socket at %s failed; the browser will come back.", self.scope.get("path"))
        await self._send({"type": "websocket.close", "code": int(code)})

    async def _pass_on(self, seat: Seat) -> None:
        next_ping = time.monotonic() + PING_EVERY_S
        while True:
            must_check = False
            for group, text in await seat.take(max(0.0, next_ping - time.monotonic())):
                if group.startswith(MEMBERS_CHANGED):
                    must_check = True
                else:
                    await self.say(text)
            if time.monotonic() >= next_ping:
                next_ping = time.monotonic() + PING_EVERY_S
                must_check = True
                await self.say(_ping())
            if must_check:
                await self._check_again()

    async def _check(self, user: Any) -> tuple[str, ...]:
        if not user.is_authenticated:
            raise Refused(Close.NOT_SIGNED_IN)
        return await database_sync_to_async(self.enter)(user)

    async def _check_again(self) -> None:
        """Look at the session and the rights as they are now, not as they were at the handshake."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        try:
            await self._check(await get_user({"session": store(self.scope["session"].session_key)}))
        except Refused as refused:
            raise Refused(Close.RIGHT_LOST if refused.code == Close.NOT_FOUND else refused.code) from None


def _ping() -> str:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return msgspec.json.encode({"type": "ping", "at": at}).decode()
