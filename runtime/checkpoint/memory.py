"""Checkpoints in this process's memory: for tests, examples and runs that need not outlive the process.

Values are kept encoded, so that what a node changes later does not reach back into history, and a value that could
not be stored elsewhere fails here too. A channel's value is kept once per version, however many checkpoints hold it.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from runtime.checkpoint.base.saver import BaseCheckpointSaver, DeltaWalk, next_text_version
from runtime.checkpoint.base.shapes import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    Config,
    DeltaChannelHistory,
    PendingWrite,
    get_checkpoint_id,
    get_checkpoint_metadata,
    writes_sort_key,
)
from runtime.checkpoint.serde.base import SerializerProtocol, dump_channel

__all__ = ("InMemorySaver", "MemorySaver", "PersistentDict")

Typed = tuple[str, bytes]
Row = tuple[Typed, Typed, str | None]
"""checkpoint without values, metadata, parent id"""
WriteRow = tuple[str, str, Typed, str]
"""task id, channel, value, task path"""

_EMPTY: Typed = ("empty", b"")


class InMemorySaver(
    BaseCheckpointSaver[str],
    AbstractContextManager["InMemorySaver"],
    AbstractAsyncContextManager["InMemorySaver"],
):
    """Keeps everything in dictionaries; gone when the process ends.

    `factory` makes the outer dictionaries, for instance one that writes itself to a file.
    """

    blocks = False
    """Nothing here waits, so it may be called on the event loop, and beside a superstep without a thread."""

    storage: defaultdict[str, dict[str, dict[str, Row]]]
    """thread -> namespace -> checkpoint id -> row"""
    writes: defaultdict[tuple[str, str, str], dict[tuple[str, int], WriteRow]]
    """(thread, namespace, checkpoint id) -> (task id, idx) -> row"""
    blobs: dict[tuple[str, str, str, str | int | float], Typed]
    """(thread, namespace, channel, version) -> value"""

    def __init__(self, *, serde: SerializerProtocol | None = None, factory: Callable[..., Any] = defaultdict) -> None:
        super().__init__(serde=serde)
        self.storage = factory(_namespaces)
        self.writes = factory(dict)
        self.blobs = factory()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def get_tuple(self, config: Config) -> CheckpointTuple | None:
        configurable = config["configurable"]
        thread_id, ns = configurable["thread_id"], configurable.get("checkpoint_ns", "")
        rows = self.storage[thread_id][ns] if thread_id in self.storage else None
        if not rows:
            return None
        checkpoint_id = get_checkpoint_id(config) or max(rows)
        row = rows.get(checkpoint_id)
        return self._tuple(thread_id, ns, checkpoint_id, row) if row else None

    def list(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        left = limit
        for thread_id, ns, checkpoint_id, row in self._candidates(config, before):
            if left is not None and left <= 0:
                return
            if filter and not _matches(self.serde.loads_typed(row[1]), filter):
                continue
            if left is not None:
                left -= 1
            yield self._tuple(thread_id, ns, checkpoint_id, row)

    def _candidates(self, config: Config | None, before: Config | None) -> Iterator[tuple[str, str, str, Row]]:
        wanted: Mapping[str, Any] = config["configurable"] if config else {}
        wanted_id = get_checkpoint_id(config) if config else None
        before_id = get_checkpoint_id(before) if before else None
        for thread_id in (wanted["thread_id"],) if config else tuple(self.storage):
            if thread_id not in self.storage:
                continue
            for ns, rows in tuple(self.storage[thread_id].items()):
                if wanted.get("checkpoint_ns", ns) != ns:
                    continue
                for checkpoint_id in sorted(rows, reverse=True):
                    if (wanted_id and checkpoint_id != wanted_id) or (before_id and checkpoint_id >= before_id):
                        continue
                    yield thread_id, ns, checkpoint_id, rows[checkpoint_id]

    def _tuple(self, thread_id: str, ns: str, checkpoint_id: str, row: Row) -> CheckpointTuple:
        stored, metadata, parent_id = row
        loads = self.serde.loads_typed
        checkpoint = cast("Checkpoint", loads(stored))
        checkpoint["channel_values"] = self._values(thread_id, ns, checkpoint["channel_versions"])
        return CheckpointTuple(
            config=_named(thread_id, ns, checkpoint_id),
            checkpoint=checkpoint,
            metadata=loads(metadata),
            parent_config=_named(thread_id, ns, parent_id) if parent_id else None,
            pending_writes=self._pending((thread_id, ns, checkpoint_id)),
        )

    def _values(self, thread_id: str, ns: str, versions: ChannelVersions) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for channel, version in versions.items():
            blob = self.blobs.get((thread_id, ns, channel, version), _EMPTY)
            if blob[0] != "empty":
                values[channel] = self.serde.loads_typed(blob)
        return values

    def get_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        configurable = config["configurable"]
        thread_id, ns = configurable["thread_id"], configurable.get("checkpoint_ns", "")
        rows = self.storage[thread_id][ns] if thread_id in self.storage else {}
        walk = DeltaWalk(channels)
        row = rows.get(get_checkpoint_id(config) or max(rows, default=""))
        while row and row[2] and walk.is_open:
            parent_id, row = row[2], rows.get(row[2])
            if row is not None:
                versions: ChannelVersions = self.serde.loads_typed(row[0])["channel_versions"]
                wanted = {name: versions[name] for name in channels if name in versions}
                walk.visit(self._pending((thread_id, ns, parent_id)), self._values(thread_id, ns, wanted))
        return walk.result()

    async def aget_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return self.get_delta_channel_history(config=config, channels=channels)

    def _pending(self, key: tuple[str, str, str]) -> list[PendingWrite]:
        rows = self.writes.get(key)
        if not rows:
            return []
        ordered = sorted(rows.items(), key=lambda item: writes_sort_key(item[1][3], *item[0]))
        return [(task_id, channel, self.serde.loads_typed(typed)) for _, (task_id, channel, typed, _) in ordered]

    def put(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        configurable = config["configurable"]
        thread_id, ns = configurable["thread_id"], configurable["checkpoint_ns"]
        kept: dict[str, Any] = {**checkpoint}
        values = kept.pop("channel_values")
        dumps = self.serde.dumps_typed
        for channel, version in new_versions.items():
            self.blobs[thread_id, ns, channel, version] = (
                dump_channel(self.serde, channel, values[channel]) if channel in values else _EMPTY
            )
        merged = get_checkpoint_metadata(config, metadata)
        self.storage[thread_id][ns][checkpoint["id"]] = (
            dumps(kept),
            dump_channel(self.serde, "metadata", merged),
            configurable.get("checkpoint_id"),
        )
        return _named(thread_id, ns, checkpoint["id"])

    def put_writes(self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        configurable = config["configurable"]
        key = (configurable["thread_id"], configurable.get("checkpoint_ns", ""), configurable["checkpoint_id"])
        encoded: dict[tuple[str, int], WriteRow] = {}
        kept = self.writes[key]
        for idx, (channel, value) in enumerate(writes):
            place = (task_id, WRITES_IDX_MAP.get(channel, idx))
            if place[1] < 0 or place not in kept:
                encoded[place] = (task_id, channel, dump_channel(self.serde, channel, value), task_path)
        kept.update(encoded)

    def delete_thread(self, thread_id: str) -> None:
        self.storage.pop(thread_id, None)
        kept: Any = (self.writes, self.blobs)
        for rows in cast("tuple[dict[Any, Any], ...]", kept):
            for key in [key for key in rows if key[0] == thread_id]:
                del rows[key]

    def get_next_version(self, current: str | int | None, channel: None) -> str:
        return next_text_version(current)

    # The async face: memory never waits, so it is the same calls.

    async def aget_tuple(self, config: Config) -> CheckpointTuple | None:
        return self.get_tuple(config)

    async def alist(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        for found in self.list(config, filter=filter, before=before, limit=limit):
            yield found

    async def aput(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        return self.put(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self.put_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        self.delete_thread(thread_id)


MemorySaver = InMemorySaver


def _namespaces() -> defaultdict[str, dict[str, Row]]:
    return defaultdict(dict)


def _named(thread_id: str, ns: str, checkpoint_id: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, "checkpoint_id": checkpoint_id}}


def _matches(metadata: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(metadata.get(key) == value for key, value in wanted.items())


class PersistentDict(defaultdict[Any, Any]):
    """A dictionary that `sync` writes to `filename` and `load` reads back.

    The file is a pickle: load only files that nobody else can write.
    """

    def __init__(self, *args: Any, filename: str, **kwds: Any) -> None:
        super().__init__(*args, **kwds)
        self.filename = filename

    def sync(self) -> None:
        """Writes everything to the file, replacing it whole."""
        beside = Path(f"{self.filename}.new")
        with beside.open("wb") as file:
            self.dump(file)
        beside.replace(self.filename)

    def close(self) -> None:
        self.sync()
        self.clear()

    def dump(self, fileobj: Any) -> None:
        pickle.dump(dict(self), fileobj)

    def load(self) -> None:
        """Reads the file, if it exists."""
        path = Path(self.filename)
        if path.exists():
            with path.open("rb") as file:
                self.update(pickle.load(file))  # noqa: S301  the caller's own file, by its documented contract
