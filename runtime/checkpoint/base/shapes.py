"""What a checkpoint is made of, and the functions that make, copy and describe one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, NotRequired, TypeAlias, TypedDict, cast

from runtime.checkpoint.base.id import uuid6_text
from runtime.checkpoint.serde.types import ERROR, INTERRUPT, RESUME, SCHEDULED
from runtime.errors import EmptyChannelError

Config: TypeAlias = Mapping[str, Any]
"""`{"configurable": {"thread_id", "checkpoint_ns", "checkpoint_id"}, ...}`: which checkpoint is meant."""

ChannelVersions: TypeAlias = dict[str, str | int | float]
PendingWrite: TypeAlias = tuple[str, str, Any]
"""(task id, channel, value)"""

LATEST_VERSION = 2

WRITES_IDX_MAP = {ERROR: -1, SCHEDULED: -2, INTERRUPT: -3, RESUME: -4}
"""Writes that a task has at most one of, and that replace the former one; ordinary writes count up from 0."""

EXCLUDED_METADATA_KEYS = frozenset(
    {
        "thread_id",
        "checkpoint_id",
        "checkpoint_ns",
        "checkpoint_map",
        "langgraph_step",
        "langgraph_node",
        "langgraph_triggers",
        "langgraph_path",
        "langgraph_checkpoint_ns",
    }
)


class Checkpoint(TypedDict):
    """A thread after one superstep."""

    v: int
    """Version of this shape."""
    id: str
    """Sorts by the time it was made."""
    ts: str
    """ISO 8601, UTC."""
    channel_values: dict[str, Any]
    channel_versions: ChannelVersions
    versions_seen: dict[str, ChannelVersions]
    """node -> channel -> the version it last ran on"""
    updated_channels: list[str] | None


class CheckpointMetadata(TypedDict, total=False):
    """Why a checkpoint exists. Keys of the caller's own may stand beside these."""

    source: Literal["input", "loop", "update", "fork"]
    step: int
    """-1 for the first, then counting up."""
    parents: dict[str, str]
    """namespace -> id of the checkpoint of the graph around this one"""
    run_id: str
    counters_since_delta_snapshot: dict[str, tuple[int, int]]


class CheckpointTuple(NamedTuple):
    """A checkpoint with what belongs to it."""

    config: dict[str, Any]
    checkpoint: Checkpoint
    metadata: CheckpointMetadata
    parent_config: dict[str, Any] | None = None
    pending_writes: list[PendingWrite] | None = None


class DeltaChannelHistory(TypedDict):
    """What a delta channel is rebuilt from: the writes since `seed`, oldest first; no seed: since the beginning."""

    writes: list[PendingWrite]
    seed: NotRequired[Any]


def empty_checkpoint() -> Checkpoint:
    """Returns the checkpoint a thread without history starts from."""
    return Checkpoint(
        v=LATEST_VERSION,
        id=uuid6_text(-2),
        ts=datetime.now(UTC).isoformat(),
        channel_values={},
        channel_versions={},
        versions_seen={},
        updated_channels=None,
    )


def copy_checkpoint(checkpoint: Checkpoint) -> Checkpoint:
    """Returns a copy whose dictionaries can be changed without touching the original; values are shared."""
    return Checkpoint(
        v=checkpoint["v"],
        id=checkpoint["id"],
        ts=checkpoint["ts"],
        channel_values=checkpoint["channel_values"].copy(),
        channel_versions=checkpoint["channel_versions"].copy(),
        versions_seen={node: seen.copy() for node, seen in checkpoint["versions_seen"].items()},
        updated_channels=checkpoint.get("updated_channels"),
    )


def create_checkpoint(
    checkpoint: Checkpoint, channels: Mapping[str, Any] | None, step: int, *, id: str | None = None
) -> Checkpoint:
    """Returns the checkpoint that follows `checkpoint`, with the values `channels` hold now (None: the same values)."""
    values = checkpoint["channel_values"] if channels is None else _read_all(checkpoint, channels)
    return Checkpoint(
        v=LATEST_VERSION,
        ts=datetime.now(UTC).isoformat(),
        id=id or uuid6_text(step),
        channel_values=values,
        channel_versions=checkpoint["channel_versions"],
        versions_seen=checkpoint["versions_seen"],
        updated_channels=None,
    )


def _read_all(checkpoint: Checkpoint, channels: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, channel in channels.items():
        if name in checkpoint["channel_versions"]:
            try:
                values[name] = channel.checkpoint()
            except EmptyChannelError:
                continue
    return values


def get_checkpoint_id(config: Config) -> str | None:
    """Returns the checkpoint the config asks for, None for the newest."""
    configurable = config["configurable"]
    return configurable.get("checkpoint_id", configurable.get("thread_ts"))


def get_checkpoint_metadata(config: Config, metadata: Config | CheckpointMetadata) -> dict[str, Any]:
    """Returns `metadata` with the plain values of the run's config beside it; reserved keys are left out."""
    merged: dict[str, Any] = {
        key: value.replace("\u0000", "") if isinstance(value, str) else value for key, value in metadata.items()
    }
    for part in ("metadata", "configurable"):
        for key, value in cast("dict[str, Any]", config.get(part) or {}).items():
            if key in merged or key in EXCLUDED_METADATA_KEYS or key.startswith("__"):
                continue
            if isinstance(value, str):
                merged[key] = value.replace("\u0000", "")
            elif isinstance(value, int | float | bool):
                merged[key] = value
    return merged


def get_serializable_checkpoint_metadata(config: Config, metadata: Config | CheckpointMetadata) -> dict[str, Any]:
    """Returns the metadata as it is stored: like `get_checkpoint_metadata`, without the writes of old versions."""
    merged = get_checkpoint_metadata(config, metadata)
    merged.pop("writes", None)
    return merged


def writes_sort_key(task_path: str, task_id: str = "", idx: int = 0) -> tuple[str, str, int]:
    """Returns the order in which pending writes of one checkpoint are read back."""
    return (task_path, task_id, idx)
