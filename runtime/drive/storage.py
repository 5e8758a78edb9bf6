"""From effects to saver calls, and when a call may be left to run beside the next superstep.

Theory of operation. `call_for` turns a storage effect into one call on the saver; it is written once, and each face
runs it its own way. With durability `sync` a face waits for every call. With `async` calls are queued and made in order
beside the run, and `flush` waits for them before the run returns; a failed one is raised there. With `exit` the core
asks for nothing until the end. A saver that never blocks (`blocks = False`) is always called at once.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from runtime.constants import GROWN
from runtime.pregel.words import Load, LoadDeltas, Save, SaveWrites

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def call_for(saver: Any, effect: Save | SaveWrites) -> tuple[str, tuple[Any, ...]]:
    """Return the name of the saver's method and its arguments; the async twin has an `a` before its name."""
    if type(effect) is SaveWrites:
        return "put_writes", (effect.config, effect.writes, effect.task_id, effect.task_path)
    assert type(effect) is Save  # noqa: S101 - there is no third
    if not getattr(saver, "heeds_growth", False):
        effect.checkpoint.pop(GROWN, None)
    return "put", (effect.config, effect.checkpoint, effect.metadata, effect.versions)


def listing_for(effect: Load) -> dict[str, Any]:
    """Return the arguments that make `list` find the newest checkpoint before a bound."""
    return {"before": {"configurable": {"checkpoint_id": effect.before}}, "limit": 1}


class ThreadStorage:
    """The sync face of a saver."""

    __slots__ = ("_executor", "_pending", "is_deferred", "saver")

    def __init__(self, saver: Any, durability: str) -> None:
        self.saver = saver
        self.is_deferred = durability == "async" and getattr(saver, "blocks", True)
        self._executor: ThreadPoolExecutor | None = None
        self._pending: list[Future[Any]] = []

    def load(self, effect: Load | LoadDeltas) -> Any:
        """Return a checkpoint tuple or None, or the histories of delta channels."""
        if isinstance(effect, LoadDeltas):
            return self.saver.get_delta_channel_history(config=effect.config, channels=effect.channels)
        if effect.before is None:
            return self.saver.get_tuple(effect.config)
        return next(iter(self.saver.list(effect.config, **listing_for(effect))), None)

    def write(self, effect: Save | SaveWrites) -> None:
        """Make the call, now or in its turn."""
        name, arguments = call_for(self.saver, effect)
        method: Callable[..., Any] = getattr(self.saver, name)
        if not self.is_deferred:
            method(*arguments)
            return
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="superstep-saver")
        self._pending.append(self._executor.submit(method, *arguments))

    def flush(self) -> None:
        """Wait for every call; raise the first failure."""
        pending, self._pending = self._pending, []
        if self._executor is not None:
            self._executor.shutdown(wait=True)
            self._executor = None
        for future in pending:
            future.result()


class LoopStorage:
    """The async face of a saver."""

    __slots__ = ("_last", "is_deferred", "is_direct", "saver")

    def __init__(self, saver: Any, durability: str) -> None:
        self.saver = saver
        self.is_direct = not getattr(saver, "blocks", True)
        self.is_deferred = durability == "async" and not self.is_direct
        self._last: asyncio.Task[None] | None = None

    async def load(self, effect: Load | LoadDeltas) -> Any:
        """Return a checkpoint tuple or None, or the histories of delta channels."""
        if isinstance(effect, LoadDeltas):
            return await self.saver.aget_delta_channel_history(config=effect.config, channels=effect.channels)
        if effect.before is None:
            return await self.saver.aget_tuple(effect.config)
        async for found in self.saver.alist(effect.config, **listing_for(effect)):
            return found
        return None

    def write(self, effect: Save | SaveWrites) -> Awaitable[Any] | None:
        """Make the call, now or in its turn; return what is to be awaited, if anything."""
        name, arguments = call_for(self.saver, effect)
        if self.is_direct:
            getattr(self.saver, name)(*arguments)
        elif self.is_deferred:
            self._last = asyncio.create_task(self._after(self._last, name, arguments))
        else:
            return getattr(self.saver, f"a{name}")(*arguments)
        return None

    async def _after(self, previous: asyncio.Task[None] | None, name: str, arguments: tuple[Any, ...]) -> None:
        if previous is not None:
            await previous
        await getattr(self.saver, f"a{name}")(*arguments)

    async def flush(self) -> None:
        """Wait for every call; raise the first failure."""
        last, self._last = self._last, None
        if last is not None:
            await last
