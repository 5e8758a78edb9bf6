"""What the memory saver keeps of a checkpoint: mostly what differs from the one before it.

A superstep changes a few channels and lets a node or two see some versions, whatever the size of the graph. So a row
that follows its parent in the same run holds those alone; every `SPAN`-th holds all. Nobody changes a row: forks share
them, and reading a checkpoint unfolds at most `SPAN`. A row that follows is a tuple of texts, numbers and such tuples,
for what a checkpoint costs is bytes to be touched for the first time, and objects for the garbage collector to visit:
it soon stops looking at tuples that hold nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from runtime.constants import GROWN, RAN

Changes: TypeAlias = tuple[Any, ...]
"""What one version made of channels: (channel, kept value, channel, kept value, ...)."""
Row: TypeAlias = tuple[Any, ...]
"""(parent id, ts, updated channels, metadata, versions, seen, other keys, 0): one that holds all.
(parent id, ts, updated channels, step, version, ran, changes, depth): one that follows its parent. What `ran` are,
flat, the nodes that did, each with its triggers: it saw the versions they had before.
"""

SPAN = 32
PARENT_ID = 0
EMPTY = ("empty", b"")
"""Kept for a channel that holds nothing at a version."""

_NOT_OTHER = frozenset(
    ("id", "ts", "channel_values", "channel_versions", "versions_seen", "updated_channels", GROWN, RAN)
)


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


def follows(row: Row | None, checkpoint: Mapping[str, Any]) -> bool:
    """Whether the checkpoint may be kept as what it has beyond this row, its parent's."""
    return row is not None and RAN in checkpoint and row[-1] < SPAN


def row_after(
    parent_id: str, depth: int, checkpoint: Mapping[str, Any], changed: tuple[Any, Changes], step: int
) -> Row:
    """Return a row that holds what a checkpoint has beyond its parent."""
    updated: Any = checkpoint["updated_channels"]
    if updated is not None:
        updated = tuple(updated)
    ran: list[Any] = []
    for node_and_triggers in checkpoint[RAN].items():
        ran += node_and_triggers
    version, changes = changed
    return parent_id, checkpoint["ts"], updated, step, version, tuple(ran), changes, depth


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
        "ts": row[1],
        "channel_versions": versions,
        "versions_seen": seen,
        "updated_channels": None if updated is None else sorted(updated) if later else list(updated),
    }
