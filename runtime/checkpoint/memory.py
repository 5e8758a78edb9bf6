"""Checkpoints in this process's memory: for tests, examples and runs that need not outlive the process.

Values are kept encoded, so that what a node changes later does not reach back into history, and a value that could
not be stored elsewhere fails here too; numbers and texts, which nobody can change, are kept as they are. A channel's
value is kept once per version, however many checkpoints hold it, and of a list that grew only what was added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import Any, Self, cast

from runtime.checkpoint.base.author import Origin
from runtime.checkpoint.base.growth import regrown
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
from runtime.checkpoint.persistent import PersistentDict
from runtime.checkpoint.rows import (
    EMPTY,
    PARENT_ID,
    SPAN,
    VERSION,
    Changes,
    Row,
    Save,
    SaveWrites,
    Written,
    by_channel,
    merged,
    metadata_of,
    pairs,
    row_after,
    row_of,
    unfolded,
    unfolded_writes,
)
from runtime.checkpoint.serde.base import SerializerProtocol, dump_channel
from runtime.checkpoint.serde.jsonplus import JsonPlusSerializer
from runtime.constants import GROWN

__all__ = ("InMemorySaver", "MemorySaver", "PersistentDict")

_UNCHANGEABLE = frozenset((type(None), bool, int, float, str, bytes))
_NOTHING: frozenset[type] = frozenset()


class InMemorySaver(
    BaseCheckpointSaver[str],
    AbstractContextManager["InMemorySaver"],
    AbstractAsyncContextManager["InMemorySaver"],
):
    """Keeps everything in dictionaries; gone when the process ends.

    `factory` makes the outer dictionaries, for instance one that writes itself to a file.
    """

    blocks = False
    """Nothing here waits, so what is to be kept is not left to run beside the next superstep."""
    heeds_growth = True

    storage: defaultdict[str, defaultdict[str, dict[str, Row]]]
    """thread -> namespace -> checkpoint id -> row"""
    writes: defaultdict[str, defaultdict[str, dict[str, Any]]]
    """thread -> namespace -> checkpoint id -> what was written after it, or a list of such"""
    blobs: defaultdict[str, defaultdict[str, dict[Any, Changes]]]
    """thread -> namespace -> version -> what it made of channels

    What nobody can change is kept as it is; everything else as a tuple: what `dumps_typed` makes of it, or `grown` and
    (version before, kept, added).
    """

    def __init__(self, *, serde: SerializerProtocol | None = None, factory: Callable[..., Any] = defaultdict) -> None:
        super().__init__(serde=serde)
        self.storage = factory(_namespaces)
        self.writes = factory(_namespaces)
        self.blobs = factory(_namespaces)

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
        return self._tuple(thread_id, ns, checkpoint_id, rows) if checkpoint_id in rows else None

    def list(
        self,
        config: Config | None,
        *,
        filter: dict[str, Any] | None = None,
        before: Config | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        left = limit
        for thread_id, ns, checkpoint_id, rows in self._candidates(config, before):
            if left is not None and left <= 0:
                return
            if filter and not _matches(metadata_of(rows, checkpoint_id, self._decoded), filter):
                continue
            if left is not None:
                left -= 1
            yield self._tuple(thread_id, ns, checkpoint_id, rows)

    def _candidates(
        self, config: Config | None, before: Config | None
    ) -> Iterator[tuple[str, str, str, Mapping[str, Row]]]:
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
                    yield thread_id, ns, checkpoint_id, rows

    def _tuple(self, thread_id: str, ns: str, checkpoint_id: str, rows: Mapping[str, Row]) -> CheckpointTuple:
        checkpoint = unfolded(rows, checkpoint_id)
        checkpoint["channel_values"] = self._values(thread_id, ns, checkpoint["channel_versions"])
        parent_id = rows[checkpoint_id][PARENT_ID]
        return CheckpointTuple(
            config=_named(thread_id, ns, checkpoint_id),
            checkpoint=cast("Checkpoint", checkpoint),
            metadata=cast("CheckpointMetadata", metadata_of(rows, checkpoint_id, self._decoded)),
            parent_config=_named(thread_id, ns, parent_id) if parent_id else None,
            pending_writes=self._pending(thread_id, ns, checkpoint_id),
        )

    def _values(self, thread_id: str, ns: str, versions: ChannelVersions) -> dict[str, Any]:
        blobs = self.blobs[thread_id][ns]
        found = {version: by_channel(blobs.get(version, ())) for version in set(versions.values())}
        values: dict[str, Any] = {}
        for channel, version in versions.items():
            kept = found[version].get(channel, EMPTY)
            if type(kept) is not tuple:
                values[channel] = kept
            elif kept[0] != "empty":
                values[channel] = self._regrown(blobs, channel, kept)
        return values

    def _regrown(self, blobs: Mapping[Any, Changes], channel: str, kept: Any) -> list[Any]:
        growths: list[tuple[int, list[Any]]] = []
        while kept[0] == "grown":
            base, count, added = kept[1]
            growths.append((count, self._decoded(added)))
            changes = blobs[base]
            kept = changes[changes[::2].index(channel) * 2 + 1]
        return regrown(self._decoded(kept), reversed(growths))

    def _decoded(self, kept: Any) -> Any:
        return self.serde.loads_typed(cast("tuple[str, bytes]", kept)) if type(kept) is tuple else kept

    def get_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        configurable = config["configurable"]
        thread_id, ns = configurable["thread_id"], configurable.get("checkpoint_ns", "")
        rows = self.storage[thread_id][ns] if thread_id in self.storage else {}
        walk = DeltaWalk(channels)
        row = rows.get(get_checkpoint_id(config) or max(rows, default=""))
        while row and row[PARENT_ID] and walk.is_open:
            parent_id, row = row[PARENT_ID], rows.get(row[PARENT_ID])
            if row is not None:
                versions: ChannelVersions = unfolded(rows, parent_id)["channel_versions"]
                wanted = {name: versions[name] for name in channels if name in versions}
                walk.visit(self._pending(thread_id, ns, parent_id), self._values(thread_id, ns, wanted))
        return walk.result()

    async def aget_delta_channel_history(
        self, *, config: Config, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return self.get_delta_channel_history(config=config, channels=channels)

    def _pending(self, thread_id: str, ns: str, checkpoint_id: str) -> list[PendingWrite]:
        found: dict[tuple[str, int], tuple[str, str, Any]] = {}
        kept: Any = self.writes[thread_id][ns].get(checkpoint_id, [])
        rows = cast("list[Written]", kept if type(kept) is list else [kept])
        for written in rows:
            task_id, path, writes = unfolded_writes(written, checkpoint_id, ns)
            for position, (channel, value) in enumerate(pairs(writes)):
                idx = WRITES_IDX_MAP.get(channel, position)
                if idx < 0 or (task_id, idx) not in found:
                    found[task_id, idx] = path, channel, value
        ordered = sorted(found.items(), key=lambda item: writes_sort_key(item[1][0], *item[0]))
        return [(task_id, channel, self._decoded(value)) for (task_id, _), (_, channel, value) in ordered]

    def put(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> dict[str, Any]:
        configurable = config["configurable"]
        thread_id, ns = configurable["thread_id"], configurable["checkpoint_ns"]
        found: dict[Any, dict[str, Any]] = {}
        for channel, version in new_versions.items():
            found.setdefault(version, {})[channel] = None
        blobs = self.blobs[thread_id][ns]
        values, grown = checkpoint["channel_values"], cast("dict[str, Any]", checkpoint).get(GROWN)
        for version, changed in found.items():
            changes = self._changes(values, changed, grown)
            blobs[version] = merged(blobs[version], changes) if version in blobs else changes
        kept = dump_channel(self.serde, "metadata", get_checkpoint_metadata(config, metadata))
        row = row_of(checkpoint, kept, configurable.get("checkpoint_id"))
        self.storage[thread_id][ns][checkpoint["id"]] = row
        return _named(thread_id, ns, checkpoint["id"])

    def put_writes(self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        configurable = config["configurable"]
        rows = self.writes[configurable["thread_id"]][configurable.get("checkpoint_ns", "")]
        self._note(rows, configurable["checkpoint_id"], [task_id, task_path], writes)

    # The engine's own way in: what it is about to change, taken before it does.

    @property
    def keeps_at_once(self) -> bool:
        """Whether `keep_after` and `keep_writes` stand for the documented calls: not where one was overridden."""
        return all(getattr(getattr(self, name), "__func__", None) is own for name, own in _WRITING.items())

    def keep_after(self, save: Save) -> bool:
        """Keeps a checkpoint as what it has beyond its parent; returns False where it must be kept whole."""
        rows = self.storage[save.thread_id][save.ns]
        before = rows.get(save.parent_id or "")
        if before is None or before[-1] >= SPAN:
            return False
        changes = self._changes(save.values, save.changed, save.grown)
        row = row_after(before, save, changes)
        self.blobs[save.thread_id][save.ns][row[VERSION]] = changes
        rows[save.id] = row
        return True

    def keep_writes(self, save: SaveWrites, origin: Origin) -> None:
        """Keeps what a task wrote that stands at this origin beside the checkpoint it continues."""
        self._note(self.writes[save.thread_id][save.ns], save.checkpoint_id, [*origin], save.writes)

    def _changes(
        self, values: Mapping[str, Any], changed: Mapping[str, Any], grown: Mapping[str, Any] | None
    ) -> Changes:
        """Return what one version made of these channels."""
        plain = _UNCHANGEABLE if type(self.serde) is JsonPlusSerializer else _NOTHING
        flat: list[Any] = []
        for channel in changed:
            kept = values.get(channel, EMPTY)
            if type(kept) not in plain and kept is not EMPTY:
                kept = self._encoded(channel, kept, grown)
            flat.append(channel)
            flat.append(kept)
        return tuple(flat)

    def _encoded(self, channel: str, value: Any, grown: Mapping[str, Any] | None) -> tuple[str, Any]:
        if grown and channel in grown:
            base, count = grown[channel]
            if count != len(value):
                return "grown", (base, count, dump_channel(self.serde, channel, value[count:]))
        return dump_channel(self.serde, channel, value)

    def _note(
        self, rows: dict[Any, Any], checkpoint_id: str | None, flat: list[Any], writes: Sequence[tuple[str, Any]]
    ) -> None:
        plain = _UNCHANGEABLE if type(self.serde) is JsonPlusSerializer else _NOTHING
        for channel, value in writes:
            flat += channel, value if type(value) in plain else dump_channel(self.serde, channel, value)
        kept = rows.get(checkpoint_id)
        if kept is None:
            rows[checkpoint_id] = tuple(flat)
        elif type(kept) is list:
            cast("list[Written]", kept).append(tuple(flat))
        else:
            rows[checkpoint_id] = [kept, tuple(flat)]

    def delete_thread(self, thread_id: str) -> None:
        for kept in (self.storage, self.writes, self.blobs):
            kept.pop(thread_id, None)

    def get_next_version(self, current: str | None, channel: None) -> str:
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
_WRITING = {name: getattr(InMemorySaver, name) for name in ("put", "put_writes", "aput", "aput_writes")}


def _namespaces() -> defaultdict[str, dict[Any, Any]]:
    return defaultdict(dict)


def _named(thread_id: str, ns: str, checkpoint_id: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, "checkpoint_id": checkpoint_id}}


def _matches(metadata: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(metadata.get(key) == value for key, value in wanted.items())
