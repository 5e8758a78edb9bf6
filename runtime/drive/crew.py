"""The threads of one run: they take calls from one queue, and no more of them are started than are needed.

All calls are queued before a thread is started, and the next one only if some still wait: a thread that was just
started runs on until it blocks or is switched out, so many short calls are done by one thread, while calls that block
have a thread each, up to the limit.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Call = Callable[[], object]


class Crew:
    """At most `size` threads. Used by one driver, which counts `unfinished` down with each call that ended."""

    __slots__ = ("_queue", "_threads", "size", "unfinished")

    def __init__(self, size: int) -> None:
        self.size = size
        self._queue: SimpleQueue[Call | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self.unfinished = 0

    def begin(self, calls: Sequence[Call]) -> None:
        """Have calls made, in this order; each must end without raising."""
        self.unfinished += len(calls)
        for call in calls:
            self._queue.put(call)
        while len(self._threads) < min(self.size, self.unfinished) and not self._queue.empty():
            thread = Thread(target=self._work, name=f"superstep-task-{len(self._threads)}")
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (call := self._queue.get()) is not None:
            call()

    def close(self, *, waits: bool) -> None:
        """Drop calls not begun and let the threads end; with `waits`, return when running calls have ended."""
        if not self._threads:
            return
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            pass
        for _ in self._threads:
            self._queue.put(None)
        if waits and self.unfinished:
            for thread in self._threads:
                thread.join()
