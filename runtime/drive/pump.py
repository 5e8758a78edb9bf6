"""Keeps a run going while whatever drives it is inside a task of its own.

A lone task runs on the driving thread, or is awaited by the driving coroutine; nothing reads along. When such a task
calls others, a pump reads what they post, hands it to the loop, and ends when the driver is back. Chunks and words are
held until then.
"""

from __future__ import annotations

import asyncio
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from runtime.pregel.words import TaskCalled, TaskDone, TaskFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from runtime.drive.hub import Hub, LoopHub
    from runtime.pregel.words import Event

STOP: Final = object()


class Pump:
    """One thread, for as long as one task runs on the driving thread."""

    def __init__(self, hub: Hub, feed: Callable[[Event], None], give_up: Callable[[], None]) -> None:
        self._hub = hub
        self._feed = feed
        self._give_up = give_up
        self._held: list[Any] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._read, name="superstep-pump")
        self._thread.start()

    def _read(self) -> None:
        while (item := self._hub.get()) is not STOP:
            if not isinstance(item, TaskCalled | TaskDone | TaskFailed):
                self._held.append(item)
            elif self._error is None:
                try:
                    self._feed(item)
                except BaseException as error:  # noqa: BLE001 - border: raised where the run is driven, by `stop`
                    self._error = error
                    self._give_up()

    def stop(self) -> list[Any]:
        """Wait until all that was posted is read; return what was held, or raise what the loop raised."""
        self._hub.post(STOP)
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._held


class LoopPump:
    """One asyncio task, for as long as one task is awaited by the driving coroutine."""

    def __init__(self, hub: LoopHub, feed: Callable[[Event], Awaitable[None]], give_up: Callable[[], None]) -> None:
        self._hub = hub
        self._feed = feed
        self._give_up = give_up
        self._held: list[Any] = []
        self._error: BaseException | None = None
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while (item := await self._hub.aget()) is not STOP:
            if not isinstance(item, TaskCalled | TaskDone | TaskFailed):
                self._held.append(item)
            elif self._error is None:
                try:
                    await self._feed(item)
                except Exception as error:  # noqa: BLE001 - border: raised where the run is driven, by `stop`
                    self._error = error
                    self._give_up()

    async def stop(self) -> list[Any]:
        """Wait until all that was posted is read; return what was held, or raise what the loop raised."""
        self._hub.post(STOP)
        await self._task
        if self._error is not None:
            raise self._error
        return self._held
