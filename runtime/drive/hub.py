"""Where running tasks and the loop that drives them meet: one queue, one order.

Chunks, words and ends of tasks all travel the same way, so that the end of a task never overtakes its last chunk.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from runtime.debugger import Streamed
from runtime.pregel.words import OutOfTime
from runtime.watch.words import described

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.debugger import Debugger, Word
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import TaskCalled


class Hub:
    """The meeting point of a run driven by a thread."""

    __slots__ = ("_queue", "_thread", "attend", "is_away", "observer")

    def __init__(self, debugger: Debugger | None) -> None:
        self.observer = debugger if debugger is not None and debugger.observes else None
        self._queue: SimpleQueue[Any] = SimpleQueue()
        self._thread = threading.get_ident()
        self.is_away = False
        self.attend: Callable[[], None] | None = None

    def post(self, item: Any) -> None:
        """Put an item at the end; from any thread."""
        self._queue.put(item)

    def post_call(self, call: TaskCalled) -> None:
        """Put a call at the end, and see to it that it is read also while the driving thread is away in a task."""
        self.post(call)
        if self.is_away and self.attend is not None:
            self.attend()

    def new_future(self) -> asyncio.Future[Any] | None:
        """Return a future of the driving event loop, if this is its thread."""
        return None

    def get(self, timeout_s: float | None = None) -> Any:
        """Wait for the next item; `OutOfTime` when none comes within `timeout_s` seconds."""
        try:
            return self._queue.get(timeout=timeout_s)
        except Empty:
            return OutOfTime()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there now."""
        return self._queue.empty()

    def drain(self) -> list[Any]:
        """Return what is there now."""
        items: list[Any] = []
        while not self._queue.empty():
            items.append(self._queue.get())
        return items

    def tell(self, word: Word) -> None:
        """Let the debugger observe a word, on the driving thread."""
        if threading.get_ident() == self._thread:
            if self.observer is not None:
                self.observer.observe(word)
        else:
            self.post(word)

    def tell_streamed(self, path: tuple[str, ...], mode: Any, payload: Any, task: Task) -> None:
        """Let the debugger observe what a task streamed."""
        self.tell(Streamed(path, mode, payload, described(task)))


class LoopHub(Hub):
    """The meeting point of a run driven by an event loop, which is woken once for all that was posted since."""

    __slots__ = ("_is_waking", "_items", "_loop", "_waiter")

    def __init__(self, debugger: Debugger | None) -> None:
        super().__init__(debugger)
        self._loop = asyncio.get_running_loop()
        self._items: deque[Any] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._is_waking = False

    def post(self, item: Any) -> None:
        self._items.append(item)
        if threading.get_ident() == self._thread:
            if self._waiter is not None:
                self._wake()
        elif not self._is_waking:
            self._is_waking = True
            with suppress(RuntimeError):  # the loop is closed: nobody reads this run any more
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._is_waking = False
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def post_call(self, call: TaskCalled) -> None:
        self.post(call)
        if self.is_away and self.attend is not None:
            self._loop.call_soon_threadsafe(self.attend)

    def new_future(self) -> asyncio.Future[Any] | None:
        return self._loop.create_future() if threading.get_ident() == self._thread else None

    @property
    def is_empty(self) -> bool:
        return not self._items

    def drain(self) -> list[Any]:
        items = list(self._items)
        self._items.clear()
        return items

    def take(self) -> Any:
        """Return the next item; None where there is none now."""
        return self._items.popleft() if self._items else None

    async def wait(self, timeout_s: float | None = None) -> None:
        """Wait until there is an item: `OutOfTime` when none comes within `timeout_s` seconds. For one reader only."""
        try:
            await (self._arrival() if timeout_s is None else asyncio.wait_for(self._arrival(), timeout_s))
        except TimeoutError:
            self._items.append(OutOfTime())

    async def _arrival(self) -> None:
        while not self._items:
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None

    async def aget(self) -> Any:
        """Wait for the next item and return it."""
        await self.wait()
        return self._items.popleft()
