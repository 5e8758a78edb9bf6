"""From effects to saver calls, and when a call may be left to run beside the next superstep.

Theory of operation. `call_for` turns a storage effect into one call on the saver; it is written once, and each face
runs it its own way. A saver that never blocks (`blocks = False`) is always called at once; one that `keeps_at_once` is
handed the effect itself, and copies only what it keeps. For the others calls wait in `_calls`, and all that wait there
are made together: in one transaction, where the saver has `together`.

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

from runtime.checkpoint.base.author import path_text
from runtime.checkpoint.base.id import time_text
from runtime.config import thread_config
from runtime.constants import GROWN
from runtime.pregel.words import Load, LoadDeltas, Save, SaveWrites

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CHECKPOINT_FORMAT = 4
STORED = frozenset((Load, LoadDeltas, Save, SaveWrites))
"""The effects that a storage answers."""
Call: TypeAlias = tuple[str, tuple[Any, ...]]
"""Name of a saver's method, and its arguments."""
Keepers: TypeAlias = "dict[type[Any], Callable[[Any], None]]"


def call_for(saver: Any, effect: Save | SaveWrites) -> Call:
    """Return the name of the saver's method and its arguments; the async twin has an `a` before its name."""
    if type(effect) is SaveWrites:
        author, config = effect.author, thread_config(effect.thread_id, effect.ns, effect.checkpoint_id)
        named = (author, "") if isinstance(author, str) else (author.id, path_text(author.path))
        return "put_writes", (config, effect.writes, *named)
    assert type(effect) is Save  # noqa: S101 - there is no third
    config = thread_config(effect.thread_id, effect.ns, effect.parent_id)
    checkpoint = checkpoint_of(effect)
    if effect.grown and getattr(saver, "heeds_growth", False):
        checkpoint[GROWN] = effect.grown
    return "put", (config, checkpoint, effect.metadata, effect.changed)


def checkpoint_of(save: Save) -> dict[str, Any]:
    """Return a checkpoint as savers know it, which stays as it is while the run goes on."""
    return {
        "v": CHECKPOINT_FORMAT,
        "ts": time_text(save.made_at),
        "id": save.id,
        "channel_values": save.values.copy(),
        "channel_versions": save.versions.copy(),
        "versions_seen": save.seen.copy(),
        "updated_channels": None if save.updated is None else sorted(save.updated),
    }


def keepers_of(saver: Any) -> Keepers:
    """Return what carries out effects at once, by their kind, for a saver that takes what it keeps before it returns.

    Its class is asked, for a saver that stands around another may answer with what that one is.
    """
    if not hasattr(saver.__class__, "keeps_at_once") or not saver.keeps_at_once:
        return {}
    keep_after, keep_writes = saver.keep_after, saver.keep_writes

    def keep(effect: Save) -> None:
        if effect.ran is None or not keep_after(effect):
            saver.put(*call_for(saver, effect)[1])

    def keep_written(effect: SaveWrites) -> None:
        author = effect.author
        if isinstance(author, str) or author.step.checkpoint_id != effect.checkpoint_id:
            saver.put_writes(*call_for(saver, effect)[1])
        else:
            keep_writes(effect, author.origin)

    return {Save: keep, SaveWrites: keep_written}


def listing_for(effect: Load) -> dict[str, Any]:
    """Return the arguments that make `list` find the newest checkpoint before a bound."""
    return {"before": {"configurable": {"checkpoint_id": effect.before}}, "limit": 1}


class ThreadStorage:
    """The sync face of a saver. With `gathers`, the driver promises to call `settle` and `flush`."""

    __slots__ = ("_calls", "_executor", "_gathers", "_is_deferred", "_pending", "keepers", "saver")

    def __init__(self, saver: Any, durability: str, *, gathers: bool = False, keepers: Keepers | None = None) -> None:
        blocks = getattr(saver, "blocks", True)
        self.saver = saver
        self.keepers = keepers_of(saver) if keepers is None else keepers
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
        if self.keepers:
            self.keepers[type(effect)](effect)
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

    __slots__ = ("_calls", "_gathers", "_is_deferred", "_is_waiting", "_pending", "keepers", "saver")

    def __init__(self, saver: Any, durability: str, *, gathers: bool = False, keepers: Keepers | None = None) -> None:
        self.saver = saver
        self.keepers = keepers_of(saver) if keepers is None else keepers
        self._gathers = gathers and getattr(saver, "blocks", True)
        self._is_deferred = self._gathers and durability == "async"
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
        if self.keepers:
            self.keepers[type(effect)](effect)
            return None
        name, arguments = call_for(self.saver, effect)
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
