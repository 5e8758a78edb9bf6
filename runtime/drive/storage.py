"""From effects to saver calls, and when a call may be left to run beside the next superstep.

Theory of operation. `call_for` turns a storage effect into one call on the saver; it is written once, and each face
runs it its own way. A saver that never blocks (`blocks = False`) is always called at once. For the others calls wait in
`_calls`, and all that wait there are made together: in one transaction, where the saver has `together`.

With durability `sync` what a task wrote waits for the checkpoint that follows at once, or for `settle`, which a driver
calls before it waits for anything else: so a superstep is one commit, and nothing is done while its writes wait. With
`async` they wait for a call before them that is being made beside the run, so the slower the disk, the more supersteps
a commit takes in; `flush` waits for all before the run returns, and raises the first failure. With `exit` the core asks
for nothing until the end.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeAlias

from runtime.constants import GROWN, RAN
from runtime.pregel.words import Load, LoadDeltas, Save, SaveWrites

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

STORED = frozenset((Load, LoadDeltas, Save, SaveWrites))
"""The effects that a storage answers."""
Call: TypeAlias = tuple[str, tuple[Any, ...]]
"""Name of a saver's method, and its arguments."""


def call_for(saver: Any, effect: Save | SaveWrites) -> Call:
    """Return the name of the saver's method and its arguments; the async twin has an `a` before its name."""
    if type(effect) is SaveWrites:
        return "put_writes", (effect.config, effect.writes, effect.task_id, effect.task_path)
    assert type(effect) is Save  # noqa: S101 - there is no third
    checkpoint = _copied(effect.checkpoint)
    if not getattr(saver, "heeds_growth", False):
        checkpoint.pop(GROWN, None)
    return "put", (effect.config, checkpoint, effect.metadata, effect.versions)


def _copied(live: dict[str, Any]) -> dict[str, Any]:
    """Return a checkpoint that stays as it is while the run that made it goes on."""
    updated: set[str] | None = live["updated_channels"]
    checkpoint = {
        **live,
        "channel_values": live["channel_values"].copy(),
        "channel_versions": live["channel_versions"].copy(),
        "versions_seen": live["versions_seen"].copy(),
        "updated_channels": None if updated is None else sorted(updated),
    }
    checkpoint.pop(RAN, None)
    return checkpoint


def keeper_of(saver: Any) -> Callable[[Save | SaveWrites], None] | None:
    """Return what carries out effects at once, for a saver that takes what it keeps before it returns."""
    keep, put_writes = getattr(saver, "keep", None), getattr(saver, "put_writes", None)
    if keep is None or put_writes is None or getattr(saver, "blocks", True):
        return None

    def write(effect: Save | SaveWrites) -> None:
        if type(effect) is SaveWrites:
            put_writes(effect.config, effect.writes, effect.task_id, effect.task_path)
        elif type(effect) is Save:
            keep(effect.config, effect.checkpoint, effect.metadata, effect.versions)

    return write


def listing_for(effect: Load) -> dict[str, Any]:
    """Return the arguments that make `list` find the newest checkpoint before a bound."""
    return {"before": {"configurable": {"checkpoint_id": effect.before}}, "limit": 1}


class ThreadStorage:
    """The sync face of a saver. With `gathers`, the driver promises to call `settle` and `flush`."""

    __slots__ = ("_calls", "_executor", "_gathers", "_is_deferred", "_keep", "_pending", "saver")

    def __init__(self, saver: Any, durability: str, *, gathers: bool = False) -> None:
        blocks = getattr(saver, "blocks", True)
        self.saver = saver
        self._keep = keeper_of(saver)
        self._is_deferred = gathers and blocks and durability == "async"
        self._gathers = gathers and blocks
        self._calls: deque[Call] = deque()
        self._executor: ThreadPoolExecutor | None = None
        self._pending: Future[None] | None = None

    def load(self, effect: Load | LoadDeltas) -> Any:
        """Return a checkpoint tuple or None, or the histories of delta channels."""
        if isinstance(effect, LoadDeltas):
            return self.saver.get_delta_channel_history(config=effect.config, channels=effect.channels)
        if effect.before is None:
            return self.saver.get_tuple(effect.config)
        return next(iter(self.saver.list(effect.config, **listing_for(effect))), None)

    def answer(self, effect: Load | LoadDeltas | Save | SaveWrites) -> Any:
        """Return what `load` does, or do what `write` does."""
        return self.load(effect) if isinstance(effect, Load | LoadDeltas) else self.write(effect)

    def write(self, effect: Save | SaveWrites) -> None:
        """Make the call, now or in its turn."""
        if self._keep is not None:
            self._keep(effect)
            return
        name, arguments = call_for(self.saver, effect)
        if not self._gathers:
            getattr(self.saver, name)(*arguments)
            return
        self._calls.append((name, arguments))
        if self._is_deferred:
            self._begin()
        elif name == "put":
            self.settle()

    def _begin(self) -> None:
        """See to it that a thread makes the calls; one that has not yet looked at them will find these too."""
        pending = self._pending
        if pending is not None and not pending.running() and not pending.done():
            return
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="superstep-saver")
        self._pending = self._executor.submit(self._make, pending)

    def _make(self, previous: Future[None] | None = None) -> None:
        if previous is not None:
            previous.result()
        calls = [self._calls.popleft() for _ in range(len(self._calls))]
        together = getattr(self.saver, "together", None)
        if len(calls) > 1 and together is not None:
            together(calls)
            return
        for name, arguments in calls:
            getattr(self.saver, name)(*arguments)

    def settle(self) -> None:
        """Make the calls that wait for a checkpoint, before the driver waits for something else."""
        if self._calls and not self._is_deferred:
            self._make()

    def flush(self) -> None:
        """Wait for every call; raise the first failure."""
        self.settle()
        pending, self._pending = self._pending, None
        if self._executor is not None:
            self._executor.shutdown(wait=True)
            self._executor = None
        if pending is not None:
            pending.result()


class LoopStorage:
    """The async face of a saver. With `gathers`, the driver promises to await `settle` and `flush`."""

    __slots__ = ("_calls", "_gathers", "_is_deferred", "_is_waiting", "_keep", "_pending", "is_direct", "saver")

    def __init__(self, saver: Any, durability: str, *, gathers: bool = False) -> None:
        self.saver = saver
        self._keep = keeper_of(saver)
        self.is_direct = not getattr(saver, "blocks", True)
        self._is_deferred = gathers and durability == "async" and not self.is_direct
        self._gathers = gathers
        self._calls: deque[Call] = deque()
        self._is_waiting = False
        self._pending: asyncio.Task[None] | None = None

    async def load(self, effect: Load | LoadDeltas) -> Any:
        """Return a checkpoint tuple or None, or the histories of delta channels."""
        if isinstance(effect, LoadDeltas):
            return await self.saver.aget_delta_channel_history(config=effect.config, channels=effect.channels)
        if effect.before is None:
            return await self.saver.aget_tuple(effect.config)
        async for found in self.saver.alist(effect.config, **listing_for(effect)):
            return found
        return None

    async def answer(self, effect: Load | LoadDeltas | Save | SaveWrites) -> Any:
        """Return what `load` does, or do what `write` does and await it."""
        if isinstance(effect, Load | LoadDeltas):
            return await self.load(effect)
        if (kept := self.write(effect)) is not None:
            await kept
        return None

    def write(self, effect: Save | SaveWrites) -> Awaitable[Any] | None:
        """Make the call, now or in its turn; return what is to be awaited, if anything."""
        if self._keep is not None:
            self._keep(effect)
            return None
        name, arguments = call_for(self.saver, effect)
        if self.is_direct:
            getattr(self.saver, name)(*arguments)
            return None
        if not self._gathers:
            return getattr(self.saver, f"a{name}")(*arguments)
        self._calls.append((name, arguments))
        if not self._is_deferred:
            return self._make() if name == "put" else None
        if not self._is_waiting:  # a task that has not yet looked at the calls will find this one too
            self._is_waiting = True
            self._pending = asyncio.create_task(self._make(self._pending))
        return None

    async def _make(self, previous: asyncio.Task[None] | None = None) -> None:
        if previous is not None:
            await previous
        self._is_waiting = False
        calls = [self._calls.popleft() for _ in range(len(self._calls))]
        together = getattr(self.saver, "atogether", None)
        if len(calls) > 1 and together is not None:
            await together(calls)
            return
        for name, arguments in calls:
            await getattr(self.saver, f"a{name}")(*arguments)

    def settle(self) -> Awaitable[Any] | None:
        """Make the calls that wait for a checkpoint, before the driver waits for something else."""
        return self._make() if self._calls and not self._is_deferred else None

    async def flush(self) -> None:
        """Wait for every call; raise the first failure."""
        pending, self._pending = self._pending, None
        if pending is not None:
            await pending
        if self._calls:
            await self._make()
