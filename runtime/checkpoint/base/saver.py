"""`BaseCheckpointSaver`: the methods, and what can be said once for all savers."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from random import getrandbits
from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar, cast

from runtime.checkpoint.base.shapes import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    Config,
    DeltaChannelHistory,
    PendingWrite,
)
from runtime.checkpoint.serde.base import SerializerProtocol, UntypedSerializerProtocol, maybe_add_typed_methods
from runtime.checkpoint.serde.jsonplus import JsonPlusSerializer

V = TypeVar("V", int, float, str)
_RANDOM_BITS = 53
_COUNTER_LENGTH = 32


class BaseCheckpointSaver(Generic[V]):
    """Keeps checkpoints. A method that a saver does not have raises `NotImplementedError`.

    `serde`: how values become bytes; by default `JsonPlusSerializer()`.
    """

    serde: SerializerProtocol = JsonPlusSerializer()
    heeds_growth: ClassVar[bool] = False
    """Whether `put` understands `runtime.checkpoint.base.growth`; a saver that does not is not told."""

    def __init__(self, *, serde: SerializerProtocol | UntypedSerializerProtocol | None = None) -> None:
        if serde is not None:
            self.serde = maybe_add_typed_methods(serde)

    @property
    def config_specs(self) -> list[Any]:
        """Config fields of the saver's own; none."""
        return []

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> Self:
        """Returns a saver on the same storage whose serializer also builds these (module, name) classes."""
        extend = getattr(self.serde, "with_msgpack_allowlist", None)
        if extend is None:
            return self
        extended = extend(extra_allowlist)
        if extended is self.serde:
            return self
        clone = copy.copy(self)
        clone.serde = extended
        return clone

    # Reading

    def get(self, config: Config) -> Checkpoint | None:
        """Returns the checkpoint `config` means, or None."""
        found = self.get_tuple(config)
        return found.checkpoint if found else None

    async def aget(self, config: Config) -> Checkpoint | None:
        found = await self.aget_tuple(config)
        return found.checkpoint if found else None

    def get_tuple(self, config: Config) -> CheckpointTuple | None:
        """Returns the checkpoint named in `config`, or the newest of its thread and namespace, or None."""
        self._lacks("get_tuple")

    async def aget_tuple(self, config: Config) -> CheckpointTuple | None:
        self._lacks("aget_tuple")

    def list(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """Yields checkpoints, newest first.

        `config`: of which thread; of which namespace, if it names one; None: of all threads. `filter`: metadata that
        must be equal. `before`: only those older than the checkpoint named there.
        """
        self._lacks("list")

    async def alist(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        self._lacks("alist")
        yield cast("CheckpointTuple", None)  # makes this a generator, as its overrides are

    # Writing

    def put(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        """Stores a checkpoint and returns the config that names it.

        `config` names the thread, the namespace and, as `checkpoint_id`, the parent. `new_versions`: the channels
        that changed since the parent; only their values are written.
        """
        self._lacks("put")

    async def aput(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        self._lacks("aput")

    def put_writes(self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        """Stores what a task wrote after the checkpoint `config` names. Repeating it changes nothing."""
        self._lacks("put_writes")

    async def aput_writes(
        self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self._lacks("aput_writes")

    # Whole threads

    def delete_thread(self, thread_id: str) -> None:
        """Removes every checkpoint and write of a thread, in all its namespaces."""
        self._lacks("delete_thread")

    async def adelete_thread(self, thread_id: str) -> None:
        self._lacks("adelete_thread")

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Removes the checkpoints whose metadata names one of these runs."""
        self._lacks("delete_for_runs")

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._lacks("adelete_for_runs")

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copies all checkpoints and writes of one thread to another, which must be empty."""
        self._lacks("copy_thread")

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._lacks("acopy_thread")

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Thins threads out: `keep_latest` leaves the newest checkpoint of each namespace, `delete` leaves none."""
        self._lacks("prune")

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        self._lacks("aprune")

    # Delta channels

    def get_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """Returns, for each channel, its newest stored value before `config`'s checkpoint and the writes since."""
        walk = DeltaWalk(channels)
        found = self.get_tuple(config)
        while found and found.parent_config and walk.is_open:
            found = self.get_tuple(found.parent_config)
            if found is not None:
                walk.visit(found.pending_writes or (), found.checkpoint["channel_values"])
        return walk.result()

    async def aget_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        walk = DeltaWalk(channels)
        found = await self.aget_tuple(config)
        while found and found.parent_config and walk.is_open:
            found = await self.aget_tuple(found.parent_config)
            if found is not None:
                walk.visit(found.pending_writes or (), found.checkpoint["channel_values"])
        return walk.result()

    def get_next_version(self, current: V | None, channel: None) -> V:
        """Returns the version after `current`; versions of one channel only grow."""
        if isinstance(current, str):
            self._lacks("get_next_version of text")
        return cast("V", 1 if current is None else current + 1)

    def _lacks(self, method: str) -> NoReturn:
        raise NotImplementedError(f"{type(self).__name__} has no {method}.")


class DeltaWalk:
    """Collects the history of delta channels while going from a checkpoint to its ancestors."""

    def __init__(self, channels: Sequence[str]) -> None:
        self._open = set(channels)
        self._history: dict[str, DeltaChannelHistory] = {channel: {"writes": []} for channel in channels}
        self._newest_first: dict[str, list[PendingWrite]] = {channel: [] for channel in channels}

    @property
    def is_open(self) -> bool:
        """Whether a channel still lacks its stored value."""
        return bool(self._open)

    def visit(self, pending: Sequence[PendingWrite], values: Mapping[str, Any]) -> None:
        """Takes an ancestor's writes; a channel whose value it holds needs nothing older."""
        for write in reversed(pending):
            if write[1] in self._open:
                self._newest_first[write[1]].append(write)
        for channel in self._open & values.keys():
            self._history[channel]["seed"] = values[channel]
            self._open.discard(channel)

    def result(self) -> Mapping[str, DeltaChannelHistory]:
        for channel, writes in self._newest_first.items():
            self._history[channel]["writes"] = writes[::-1]
        return self._history


def next_text_version(current: str | int | None) -> str:
    """Returns a version that sorts as text: a counter, and a random part that tells apart two forks' versions."""
    counted = 0 if current is None else current if isinstance(current, int) else current[:_COUNTER_LENGTH]
    return _text_after(counted) + "%016d" % getrandbits(_RANDOM_BITS)  # noqa: UP031  half the time of an f-string


@lru_cache(1024)
def _text_after(counted: str | int) -> str:
    return f"{int(counted) + 1:0{_COUNTER_LENGTH}d}."
