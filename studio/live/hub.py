"""One reader of Redis a web process, and a seat for each socket.

Theory of operation. A thousand sockets that look at one run cost one subscription: the reader task takes each frame
once, as text, and lays the same text before every seat that listens to its group. A seat is a bounded buffer: a socket
that does not keep up loses its seat instead of filling the memory. When the reader's own connection breaks, frames may
have been missed, so every seat is lost; the reader connects again and the browsers come back with the number of the
last event they saw. Nothing else has to be made good here, because the database holds everything that has a number.

`join` returns only after Redis has confirmed the subscription: whatever is published from then on lies in the seat,
so a socket that joins first and reads the backlog afterwards misses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

SEAT_CHARACTERS = 8_000_000
SEAT_FRAMES = 2_000
CONFIRM_WITHIN_S = 5.0
LEAST_PAUSE_S, MOST_PAUSE_S = 0.1, 5.0
# Keeps the connection subscribed to something while no socket is open.
OWN_GROUP = "live:hub"

log = logging.getLogger(__name__)

Frame = tuple[str, str]


class SeatLost(Exception):
    """The socket was too slow, or the reader lost its connection: come back and ask for what was missed."""


class Seat:
    """What one socket has not sent yet: (group, frame) in the order of arrival."""

    def __init__(self, groups: Iterable[str]) -> None:
        self.groups = frozenset(groups)
        self._frames: list[Frame] = []
        self._size = 0
        self._has_news = asyncio.Event()
        self._is_lost = False

    def put(self, group: str, text: str) -> None:
        """Lay a frame before the socket; one frame too many and the seat is lost."""
        if self._is_lost:
            return
        self._frames.append((group, text))
        self._size += len(text)
        if self._size > SEAT_CHARACTERS or len(self._frames) > SEAT_FRAMES:
            self.lose()
        self._has_news.set()

    def lose(self) -> None:
        """Take the seat away: the socket hears of it at its next `take`."""
        self._is_lost = True
        self._frames.clear()
        self._has_news.set()

    async def take(self, within_s: float) -> list[Frame]:
        """Return what gathered, waiting for the first frame; an empty list after `within_s` of silence.

        Raises SeatLost.
        """
        if not self._has_news.is_set():
            try:
                async with asyncio.timeout(within_s):
                    await self._has_news.wait()
            except TimeoutError:
                return []
        if self._is_lost:
            raise SeatLost
        frames, self._frames, self._size = self._frames, [], 0
        self._has_news.clear()
        return frames


class Hub:
    """The reader and its seats; belongs to one event loop."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
        self._seats: dict[str, set[Seat]] = {}
        self._confirmed: dict[str, asyncio.Event] = {}
        self._pubsub: PubSub | None = None
        self._reader: asyncio.Task[None] | None = None

    async def join(self, *groups: str) -> Seat:
        """Return a seat that hears everything published to `groups` from now on. Raises SeatLost when Redis is away."""
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read_on(), name="live-hub")
        seat = Seat(groups)
        for group in groups:
            self._seats.setdefault(group, set()).add(seat)
        try:
            async with asyncio.timeout(CONFIRM_WITHIN_S):
                for group in groups:
                    await self._subscribe(group)
        except (TimeoutError, RedisError, OSError) as error:
            await self.leave(seat)
            raise SeatLost from error
        return seat

    async def leave(self, seat: Seat) -> None:
        """Give the seat back; the last one of a group ends its subscription."""
        for group in seat.groups:
            seats = self._seats.get(group, set())
            seats.discard(seat)
            if not seats:
                self._seats.pop(group, None)
                await self._unsubscribe(group)

    async def close(self) -> None:
        """End the reader and its connection; every seat is lost."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
            self._reader = None
        await self._redis.aclose()

    async def _subscribe(self, group: str) -> None:
        confirmed = self._confirmed.get(group)
        if confirmed is None:
            confirmed = self._confirmed[group] = asyncio.Event()
            if self._pubsub is not None:
                await self._pubsub.subscribe(group)
        await confirmed.wait()

    async def _unsubscribe(self, group: str) -> None:
        if self._confirmed.pop(group, None) is None or self._pubsub is None:
            return
        try:
            await self._pubsub.unsubscribe(group)
        except (RedisError, OSError) as error:
            log.debug("Not unsubscribed from %s, the connection is gone: %s", group, error)

    async def _read_on(self) -> None:
        pause_s = LEAST_PAUSE_S
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    # Alone first: it opens the connection, which two tasks must not do at once.
                    await pubsub.subscribe(OWN_GROUP)
                    self._pubsub = pubsub
                    if self._confirmed:
                        await pubsub.subscribe(*self._confirmed)
                    pause_s = LEAST_PAUSE_S
                    async for message in pubsub.listen():
                        self._take(message)
            except (RedisError, OSError) as error:
                log.warning("Live news are interrupted: %s. Trying again.", error)
            finally:
                self._pubsub = None
                self._lose_all()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, MOST_PAUSE_S)

    def _take(self, message: dict[str, object]) -> None:
        group = _text(message["channel"])
        if message["type"] == "message":
            text = _text(message["data"])
            for seat in self._seats.get(group, ()):
                seat.put(group, text)
        elif message["type"] == "subscribe" and group in self._confirmed:
            self._confirmed[group].set()

    def _lose_all(self) -> None:
        """Every confirmed seat may have missed something; those still waiting for theirs are subscribed next time."""
        for group, confirmed in list(self._confirmed.items()):
            if not confirmed.is_set():
                continue
            del self._confirmed[group]
            for seat in self._seats.pop(group, ()):
                seat.lose()


@lru_cache(maxsize=1)
def hub() -> Hub:
    """The hub of this web process, which has one event loop."""
    return Hub(settings.REDIS_URL)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
