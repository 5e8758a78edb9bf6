"""What the memory saver keeps of a checkpoint: mostly what differs from the one before it.

A superstep changes a few channels and lets a node or two see some versions, whatever the size of the graph. So a row
that follows its parent in the same run holds those alone; every `SPAN`-th holds all. Nobody changes a row: forks share
them, and reading a checkpoint unfolds at most `SPAN`. A row that follows is a tuple of texts, numbers and such tuples,
for what a checkpoint costs is bytes to be touched for the first time, and objects for the garbage collector to visit:
it soon stops looking at tuples that hold nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from runtime.checkpoint.base.author import path_text, task_id
from runtime.checkpoint.base.id import time_text
from runtime.constants import GROWN

Changes: TypeAlias = tuple[Any, ...]
"""What one version made of channels: (channel, kept value, channel, kept value, ...)."""
Row: TypeAlias = tuple[Any, ...]
"""(parent id, ts, updated channels, metadata, versions, seen, other keys, 0): one that holds all.
(parent id, made at, updated channels, step, version, ran, changes, depth): one that follows its parent, made at a Unix
time in nanoseconds. What `ran` are, flat, the nodes that did, each with its triggers: it saw the versions they had
before.
"""

Written: TypeAlias = tuple[Any, ...]
"""What one task wrote: (task id, task path, channel, kept value, channel, kept value, ...); with its `Origin` in place
of the first two where they can be made of it."""

SPAN = 32
PARENT_ID = 0
VERSION = 4
EMPTY = ("empty", b"")
"""Kept for a channel that holds nothing at a version."""

_NOT_OTHER = frozenset(("id", "ts", "channel_values", "channel_versions", "versions_seen", "updated_channels", GROWN))


class Save(Protocol):
    """A checkpoint as the engine hands it over: what it has beyond its parent. Its mappings go on changing."""

    thread_id: str
    ns: str
    parent_id: str | None
    id: str
    made_at: int
    metadata: dict[str, Any]
    values: dict[str, Any]
    updated: set[str] | None
    changed: dict[str, Any]
    grown: dict[str, tuple[Any, int]] | None
    ran: dict[str, tuple[str, ...]] | None


class SaveWrites(Protocol):
    """What a task wrote, as the engine hands it over."""

    thread_id: str
    ns: str
    checkpoint_id: str | None
    writes: Sequence[tuple[str, Any]]


def pairs(flat: Sequence[Any]) -> zip[tuple[str, Any]]:
    """Return channels with their kept values."""
    return zip(flat[::2], flat[1::2], strict=True)


def by_channel(changes: Changes) -> dict[str, Any]:
    """Return kept values by channel."""
    return dict(pairs(changes))


def merged(changes: Changes, more: Changes) -> Changes:
    """Return changes with more of the same version: a delta channel may get its whole value later, from a fork."""
    return tuple(part for pair in {**by_channel(changes), **by_channel(more)}.items() for part in pair)


def row_of(checkpoint: Mapping[str, Any], metadata: Any, parent_id: str | None) -> Row:
    """Return a row that holds all of a checkpoint but its id and its values."""
    updated: set[str] | list[str] | None = checkpoint.get("updated_channels")
    listed = None if updated is None else tuple(sorted(updated) if isinstance(updated, set) else updated)
    other = {key: value for key, value in checkpoint.items() if key not in _NOT_OTHER}
    versions, seen = checkpoint["channel_versions"].copy(), checkpoint["versions_seen"].copy()
    return parent_id, checkpoint["ts"], listed, metadata, versions, seen, other, 0


def row_after(before: Row, save: Save, changes: Changes) -> Row:
    """Return a row that holds what a checkpoint has beyond its parent, whose row is `before`."""
    updated, ran = save.updated, save.ran or {}
    flat: list[Any] = []
    for node_and_triggers in ran.items():
        flat += node_and_triggers
    return (
        save.parent_id,
        save.made_at,
        None if updated is None else tuple(updated),
        save.metadata["step"],
        next(iter(save.changed.values())),
        tuple(flat),
        changes,
        before[-1] + 1,
    )


def unfolded_writes(written: Written, checkpoint_id: str, ns: str) -> tuple[str, str, Written]:
    """Return the id and the path of the task that wrote beside a checkpoint, and channels with kept values, flat."""
    if isinstance(written[0], str):
        return written[0], written[1], written[2:]
    return task_id(checkpoint_id, ns, written[:4]), path_text(written[2]), written[4:]


def metadata_of(rows: Mapping[str, Row], checkpoint_id: str, decode: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return the metadata of a checkpoint whose row is among these."""
    row = whole = rows[checkpoint_id]
    while whole[-1]:
        whole = rows[whole[0]]
    metadata = decode(whole[3])
    return metadata if whole is row else {**metadata, "source": "loop", "step": row[3]}


def unfolded(rows: Mapping[str, Row], checkpoint_id: str) -> dict[str, Any]:
    """Return a checkpoint whose row is among these, without values. The caller may change it."""
    later: list[Row] = []
    row = whole = rows[checkpoint_id]
    while whole[-1]:
        later.append(whole)
        whole = rows[whole[0]]
    _, _, _, _, kept_versions, kept_seen, other, _ = whole
    versions: dict[str, Any] = kept_versions.copy()
    seen: dict[str, dict[str, Any]] = {node: dict(seen) for node, seen in kept_seen.items()}
    for _, _, _, _, version, ran, changes, _ in reversed(later):
        for node, triggers in pairs(ran):
            now = {trigger: versions[trigger] for trigger in triggers if trigger in versions}
            seen[node] = {**seen.get(node, {}), **now}
        versions.update(dict.fromkeys(changes[::2], version))
    updated = row[2]
    return {
        **other,
        "id": checkpoint_id,
        "ts": time_text(row[1]) if later else row[1],
        "channel_versions": versions,
        "versions_seen": seen,
        "updated_channels": None if updated is None else sorted(updated) if later else list(updated),
    }
