"""Checkpoints in this process's memory: for tests, examples and runs that need not outlive the process.

Values are kept encoded, so that what a node changes later does not reach back into history, and a value that could
not be stored elsewhere fails here too; numbers and texts, which nobody can change, are kept as they are. A channel's
value is kept once per version, however many checkpoints hold it, and of a list that grew only what was added.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from runtime.checkpoint.base.growth import growth_of, regrown
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
from runtime.checkpoint.serde.jsonplus import JsonPlusSerializer
from runtime.constants import GROWN

__all__ = ("InMemorySaver", "MemorySaver", "PersistentDict")

Typed = tuple[str, Any]
"""How a value is encoded, and the bytes; `plain` and the value itself; `grown` and (version before, kept, added)."""
Row = tuple[dict[str, Any], Typed, str | None]
"""checkpoint without values, metadata, parent id"""
WriteRow = tuple[str, str, Typed, str]
"""task id, channel, value, task path"""

_EMPTY: Typed = ("empty", b"")
_UNCHANGEABLE = frozenset((type(None), bool, int, float, str))


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
    heeds_growth = True

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
            if filter and not _matches(self._decoded(row[1]), filter):
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
        checkpoint = _copied(stored)
        checkpoint["channel_values"] = self._values(thread_id, ns, checkpoint["channel_versions"])
        return CheckpointTuple(
            config=_named(thread_id, ns, checkpoint_id),
            checkpoint=cast("Checkpoint", checkpoint),
            metadata=self._decoded(metadata),
            parent_config=_named(thread_id, ns, parent_id) if parent_id else None,
            pending_writes=self._pending((thread_id, ns, checkpoint_id)),
        )

    def _values(self, thread_id: str, ns: str, versions: ChannelVersions) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for channel, version in versions.items():
            blob = self.blobs.get((thread_id, ns, channel, version), _EMPTY)
            if blob[0] == "grown":
                values[channel] = self._regrown((thread_id, ns, channel), blob)
            elif blob[0] != "empty":
                values[channel] = self._decoded(blob)
        return values

    def _regrown(self, place: tuple[str, str, str], blob: Typed) -> list[Any]:
        growths: list[tuple[int, list[Any]]] = []
        while blob[0] == "grown":
            base, kept, added = blob[1]
            growths.append((kept, self._decoded(added)))
            blob = self.blobs[(*place, base)]
        return regrown(self._decoded(blob), reversed(growths))

    def _encoded(self, channel: str, value: Any) -> Typed:
        if type(value) in _UNCHANGEABLE and type(self.serde) is JsonPlusSerializer:
            return "plain", value
        return dump_channel(self.serde, channel, value)

    def _decoded(self, typed: Typed) -> Any:
        return typed[1] if typed[0] == "plain" else self.serde.loads_typed(typed)

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
                versions: ChannelVersions = row[0]["channel_versions"]
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
        return [(task_id, channel, self._decoded(typed)) for _, (task_id, channel, typed, _) in ordered]

    def put(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        configurable = config["configurable"]
        thread_id, ns = configurable["thread_id"], configurable["checkpoint_ns"]
        values = checkpoint["channel_values"]
        for channel, version in new_versions.items():
            if channel not in values:
                blob = _EMPTY
            elif growth := growth_of(checkpoint, channel):
                blob = "grown", (growth.base, growth.kept, self._encoded(channel, growth.added))
            else:
                blob = self._encoded(channel, values[channel])
            self.blobs[thread_id, ns, channel, version] = blob
        self.storage[thread_id][ns][checkpoint["id"]] = (
            _without_values(checkpoint),
            dump_channel(self.serde, "metadata", get_checkpoint_metadata(config, metadata)),
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
                encoded[place] = (task_id, channel, self._encoded(channel, value), task_path)
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


def _without_values(checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a checkpoint beside its values; `versions_seen` by node is replaced, never changed."""
    kept = dict(checkpoint)
    kept.pop("channel_values", None)
    kept.pop(GROWN, None)
    kept["channel_versions"] = kept["channel_versions"].copy()
    kept["versions_seen"] = kept["versions_seen"].copy()
    return kept


def _copied(kept: Mapping[str, Any]) -> dict[str, Any]:
    versions_seen = {node: dict(seen) for node, seen in kept["versions_seen"].items()}
    updated = kept.get("updated_channels")
    return {
        **kept,
        "channel_versions": kept["channel_versions"].copy(),
        "versions_seen": versions_seen,
        "updated_channels": None if updated is None else list(updated),
    }


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
