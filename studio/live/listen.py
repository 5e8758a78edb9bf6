"""Wait in a thread for what is published; sockets use the hub instead."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from studio.live.bus import connection


@contextmanager
def listening(group: str) -> Iterator[Callable[[float], str | None]]:
    """Yield a function that returns the next frame published to `group`, or None after so many seconds of silence.

    What is published after the body was entered is not missed: the subscription is confirmed by then.
    """
    with connection().pubsub() as heard:
        heard.subscribe(group)
        heard.get_message(timeout=5.0)

        def next_frame(within_s: float) -> str | None:
            deadline = time.monotonic() + within_s
            while (left_s := deadline - time.monotonic()) > 0:
                message = heard.get_message(ignore_subscribe_messages=True, timeout=left_s)
                if message is not None:
                    return bytes(message["data"]).decode()
            return None

        yield next_frame
