"""A saver behind one set of awaitable calls, whichever of its faces answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from runtime.checkpoint.base import BaseCheckpointSaver, CheckpointTuple


class Capability(Enum):
    """What a saver may be able to do. The value is the name of the sync method."""

    PUT = "put"
    PUT_WRITES = "put_writes"
    GET_TUPLE = "get_tuple"
    LIST = "list"
    DELETE_THREAD = "delete_thread"
    DELETE_FOR_RUNS = "delete_for_runs"
    COPY_THREAD = "copy_thread"
    PRUNE = "prune"
    DELTA_HISTORY = "get_delta_channel_history"


REQUIRED = frozenset(
    {Capability.PUT, Capability.PUT_WRITES, Capability.GET_TUPLE, Capability.LIST, Capability.DELETE_THREAD}
)


def capabilities_of(saver: BaseCheckpointSaver[Any]) -> frozenset[Capability]:
    """Returns what the saver's class overrides; the history of delta channels every saver has."""
    return frozenset(
        item
        for item in Capability
        if item is Capability.DELTA_HISTORY
        or getattr(type(saver), item.value) is not getattr(BaseCheckpointSaver, item.value)
    )


class Asked:
    """Calls the sync methods of a saver, or, with `is_async`, the async ones."""

    def __init__(self, saver: BaseCheckpointSaver[Any], *, is_async: bool) -> None:
        self.saver = saver
        self.is_async = is_async

    async def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if self.is_async:
            return await getattr(self.saver, f"a{name}")(*args, **kwargs)
        return getattr(self.saver, name)(*args, **kwargs)

    async def put(self, config: Any, checkpoint: Any, metadata: Any, new_versions: Any) -> dict[str, Any]:
        return await self._call("put", config, checkpoint, metadata, new_versions)

    async def put_writes(self, config: Any, writes: Sequence[Any], task_id: str, task_path: str = "") -> None:
        await self._call("put_writes", config, writes, task_id, task_path)

    async def get_tuple(self, config: Any) -> CheckpointTuple | None:
        return await self._call("get_tuple", config)

    async def list(self, config: Any, **options: Any) -> list[CheckpointTuple]:
        if self.is_async:
            return [found async for found in self.saver.alist(config, **options)]
        return list(self.saver.list(config, **options))

    async def delete_thread(self, thread_id: str) -> None:
        await self._call("delete_thread", thread_id)

    async def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        await self._call("copy_thread", source_thread_id, target_thread_id)

    async def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        await self._call("delete_for_runs", run_ids)

    async def prune(self, thread_ids: Sequence[str], **options: Any) -> None:
        await self._call("prune", thread_ids, **options)

    async def delta_history(self, config: Any, channels: Sequence[str]) -> Mapping[str, Any]:
        return await self._call("get_delta_channel_history", config=config, channels=channels)
