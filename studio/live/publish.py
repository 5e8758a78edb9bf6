"""Hand frames to the web processes, over one kept connection of this process.

A frame that cannot be delivered is dropped and logged: the database is the truth, and a browser that misses a number
asks for it. Frames are cut so that none is larger than what a socket takes; of an event that is larger by itself only
the number goes out, as `ready` does, and the browser asks for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import redis
from django.db import transaction

from studio.live.bus import connection

FRAME_BYTES = 200_000
# Daphne's sockets refuse frames of more than 1 MiB.
MOST_BYTES = 1_000_000
LISTS = ("events", "chunks")

log = logging.getLogger(__name__)


def publish(group: str, frame: Mapping[str, Any]) -> None:
    """Send a frame to every web process that listens to `group`."""
    try:
        for part in cut(frame):
            connection().publish(group, part)
    except redis.RedisError as error:
        log.warning("Nobody hears %s now: %s. Pages catch up from the database.", group, error)


def tell(kind: str, body: Mapping[str, Any], *groups: str) -> None:
    """Send a piece of news to `groups` once the transaction is committed."""
    frame = {"type": "news", "kind": kind, "body": body}

    def send() -> None:
        for group in groups:
            publish(group, frame)

    transaction.on_commit(send)


def cut(frame: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the frame as JSON, in halves of its list while it is larger than a socket takes."""
    encoded = msgspec.json.encode(frame)
    name = next((name for name in LISTS if len(frame.get(name, ())) > 1), None)
    if len(encoded) <= FRAME_BYTES or name is None:
        yield encoded if len(encoded) <= MOST_BYTES else _number_only(frame)
        return
    items = frame[name]
    middle = len(items) // 2
    yield from cut({**frame, name: items[:middle]})
    yield from cut({**frame, name: items[middle:]})


def _number_only(frame: Mapping[str, Any]) -> bytes:
    last_seq = max((event["seq"] for event in frame.get("events", ())), default=-1)
    return msgspec.json.encode({"type": "ready", "last_seq": last_seq})
