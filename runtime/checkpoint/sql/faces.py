"""The two ways to drive an operation: waiting for each batch, or awaiting it.

A saver on a database derives from one of the faces and says how a batch is executed. That is all it says.
"""

from __future__ import annotations

import asyncio
import builtins
import copy
from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from runtime.checkpoint.base.saver import BaseCheckpointSaver, next_text_version
from runtime.checkpoint.base.shapes import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    Config,
    DeltaChannelHistory,
    get_checkpoint_id,
)
from runtime.checkpoint.serde.base import SerializerProtocol
from runtime.checkpoint.sql import parts
from runtime.checkpoint.sql.dialect import Dialect
from runtime.checkpoint.sql.operations import Operations
from runtime.checkpoint.sql.parts import Outline
from runtime.checkpoint.sql.query import PageStart, Query, Row, Steps

T = TypeVar("T")
_PAGE = 64


class SqlSaver(BaseCheckpointSaver[str]):
    """What both faces share: a dialect, its operations, text versions."""

    dialect: ClassVar[Dialect]
    heeds_growth = True

    def __init__(self, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self.operations = Operations(self.dialect, self.serde)

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> Self:
        clone = super().with_allowlist(extra_allowlist)
        if clone is not self:
            clone = copy.copy(clone)
            clone.operations = Operations(self.dialect, clone.serde)
        return clone

    def get_next_version(self, current: str | None, channel: None) -> str:
        return next_text_version(current)


def driven(steps: Steps[T], execute: Callable[[Sequence[Query]], list[list[Row]]]) -> T:
    """Returns the result of an operation whose batches `execute` runs."""
    try:
        batch = next(steps)
        while True:
            batch = steps.send(execute(batch))
    except StopIteration as done:
        return done.value


async def adriven(steps: Steps[T], execute: Callable[[Sequence[Query]], Awaitable[list[list[Row]]]]) -> T:
    """Returns the result of an operation whose batches `execute` runs."""
    try:
        batch = next(steps)
        while True:
            batch = steps.send(await execute(batch))
    except StopIteration as done:
        return done.value


class SyncFace(SqlSaver):
    """Drives operations by waiting. Its `a...` methods do the same in a thread."""

    @abstractmethod
    def execute(self, batch: Sequence[Query]) -> builtins.list[builtins.list[Row]]:
        """Runs a batch as one transaction. Returns the rows of each query, none for those without a result."""

    def _drive(self, steps: Steps[T]) -> T:
        return driven(steps, self.execute)

    def get_tuple(self, config: Config) -> CheckpointTuple | None:
        return self._drive(self.operations.get_tuple(config))

    def list(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        pages = _Pages(self.operations, config, filter, before, limit)
        while (steps := pages.next_page()) is not None:
            yield from pages.taken(self._drive(steps))

    def put(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        return self._drive(self.operations.put(config, checkpoint, metadata, new_versions))

    def put_writes(self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        self._drive(self.operations.put_writes(config, writes, task_id, task_path))

    def together(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        """Makes calls of `put` and `put_writes`, each a name and its arguments, in order and in one transaction."""
        self._drive(self.operations.together(calls))

    async def atogether(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        await asyncio.to_thread(self.together, calls)

    def delete_thread(self, thread_id: str) -> None:
        self._drive(self.operations.delete_thread(thread_id))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._drive(self.operations.delete_for_runs(run_ids))

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._drive(self.operations.copy_thread(source_thread_id, target_thread_id))

    def outline(self, thread_id: str) -> builtins.list[Outline]:
        """Returns every checkpoint of a thread without its values, oldest first."""
        return self._drive(parts.outline(thread_id))

    def copy_checkpoints(
        self, source: str, target: str, places: Sequence[parts.Place], *, without_writes: Sequence[parts.Place] = ()
    ) -> None:
        """Copies some checkpoints of a thread to another, and all but some of what tasks wrote after them."""
        self._drive(parts.copy_checkpoints(self.dialect, source, target, places, without_writes=without_writes))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        self._drive(self.operations.prune(thread_ids, strategy))

    def get_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return self._drive(self.operations.delta_history(config, channels))

    async def aget_tuple(self, config: Config) -> CheckpointTuple | None:
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        pages = _Pages(self.operations, config, filter, before, limit)
        while (steps := pages.next_page()) is not None:
            for found in pages.taken(await asyncio.to_thread(self._drive, steps)):
                yield found

    async def aput(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        await asyncio.to_thread(self.delete_thread, thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        await asyncio.to_thread(self.delete_for_runs, run_ids)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        await asyncio.to_thread(self.copy_thread, source_thread_id, target_thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        await asyncio.to_thread(self._drive, self.operations.prune(thread_ids, strategy))

    async def aget_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return await asyncio.to_thread(self._drive, self.operations.delta_history(config, channels))


class AsyncFace(SqlSaver):
    """Drives operations by awaiting. Its plain methods may be called from any thread but the loop's own."""

    loop: asyncio.AbstractEventLoop

    def __init__(self, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self.loop = asyncio.get_running_loop()

    @abstractmethod
    async def aexecute(self, batch: Sequence[Query]) -> builtins.list[builtins.list[Row]]:
        """Runs a batch as one transaction. Returns the rows of each query, none for those without a result."""

    async def _adrive(self, steps: Steps[T]) -> T:
        return await adriven(steps, self.aexecute)

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        try:
            running = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if running is self.loop:
            coroutine.close()
            msg = f"{type(self).__name__} was called synchronously from its own event loop, which would block it "
            raise asyncio.InvalidStateError(msg + "for good. Await the method beginning with 'a' instead.")
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    async def aget_tuple(self, config: Config) -> CheckpointTuple | None:
        return await self._adrive(self.operations.get_tuple(config))

    async def alist(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        pages = _Pages(self.operations, config, filter, before, limit)
        while (steps := pages.next_page()) is not None:
            for found in pages.taken(await self._adrive(steps)):
                yield found

    async def aput(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        return await self._adrive(self.operations.put(config, checkpoint, metadata, new_versions))

    async def aput_writes(
        self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await self._adrive(self.operations.put_writes(config, writes, task_id, task_path))

    async def atogether(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        """Makes calls of `put` and `put_writes`, each a name and its arguments, in order and in one transaction."""
        await self._adrive(self.operations.together(calls))

    def together(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        self._wait(self.atogether(calls))

    async def adelete_thread(self, thread_id: str) -> None:
        await self._adrive(self.operations.delete_thread(thread_id))

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        await self._adrive(self.operations.delete_for_runs(run_ids))

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        await self._adrive(self.operations.copy_thread(source_thread_id, target_thread_id))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        await self._adrive(self.operations.prune(thread_ids, strategy))

    async def aget_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return await self._adrive(self.operations.delta_history(config, channels))

    def get_tuple(self, config: Config) -> CheckpointTuple | None:
        return self._wait(self.aget_tuple(config))

    def list(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        pages = _Pages(self.operations, config, filter, before, limit)
        while (steps := pages.next_page()) is not None:
            yield from pages.taken(self._wait(self._adrive(steps)))

    def put(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        return self._wait(self.aput(config, checkpoint, metadata, new_versions))

    def put_writes(self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        self._wait(self.aput_writes(config, writes, task_id, task_path))

    def delete_thread(self, thread_id: str) -> None:
        self._wait(self.adelete_thread(thread_id))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._wait(self.adelete_for_runs(run_ids))

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._wait(self.acopy_thread(source_thread_id, target_thread_id))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        self._wait(self.aprune(thread_ids, strategy=strategy))

    def get_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return self._wait(self.aget_delta_channel_history(config=config, channels=channels))


class _Pages:
    """A listing cut into pages, so that a long history is neither fetched whole nor one row at a time."""

    def __init__(
        self,
        operations: Operations,
        config: Config | None,
        filter: Mapping[str, Any] | None,
        before: Config | None,
        limit: int | None,
    ) -> None:
        self._operations, self._config, self._filter = operations, config, filter
        self._start = PageStart(before=get_checkpoint_id(before) if before else None)
        self._left = limit
        self._is_done = False
        self._asked = 0

    def next_page(self) -> Steps[list[CheckpointTuple]] | None:
        self._asked = _PAGE if self._left is None else min(_PAGE, self._left)
        if self._is_done or self._asked <= 0:
            return None
        return self._operations.page(self._config, self._filter, self._start, self._asked)

    def taken(self, found: list[CheckpointTuple]) -> list[CheckpointTuple]:
        if self._left is not None:
            self._left -= len(found)
        self._is_done = len(found) < self._asked
        if found:
            last = found[-1].config["configurable"]
            self._start = PageStart(
                self._start.before, (str(last["thread_id"]), last["checkpoint_ns"], last["checkpoint_id"])
            )
        return found
