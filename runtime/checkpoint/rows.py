"""What the memory saver keeps of a checkpoint beside its values: mostly what differs from the one before it.

A superstep changes a few versions and lets a node or two see some, whatever the size of the graph. So a row that
follows another in the same run holds those alone and the other row; every `SPAN`-th holds all. Rows are tuples that
nobody changes, so forks share them, and reading a checkpoint unfolds at most `SPAN` of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from runtime.constants import GROWN, RAN

Row: TypeAlias = tuple[Any, ...]
"""(row before or None, its depth, other keys, ts, versions, seen, updated channels, metadata, parent id)"""
Typed: TypeAlias = tuple[str, Any]

SPAN = 32
PARENT_ID = 8
METADATA = 7
_UNFOLDED = frozenset(("id", "ts", "channel_values", "channel_versions", "versions_seen", "updated_channels"))
_NOT_KEPT = _UNFOLDED | {GROWN, RAN}


def row_of(checkpoint: Mapping[str, Any], metadata: Typed, parent_id: str | None) -> Row:
    """Return a row that holds all of a checkpoint but its id and its values."""
    rest = {key: value for key, value in checkpoint.items() if key not in _NOT_KEPT}
    seen = tuple(checkpoint["versions_seen"].items())
    versions = checkpoint["channel_versions"].copy()
    updated: Any = checkpoint.get("updated_channels")
    if updated is not None:
        updated = tuple(sorted(updated) if isinstance(updated, set) else updated)
    return (None, 0, rest, checkpoint["ts"], versions, seen, updated, metadata, parent_id)


def row_after(
    before: Row, checkpoint: Mapping[str, Any], changed: dict[str, Any], metadata: Typed, parent_id: str
) -> Row:
    """Return a row that holds what a checkpoint, whose nodes that ran are told, has beyond the row before it."""
    updated: Any = checkpoint["updated_channels"]
    if updated is not None:
        updated = tuple(updated)
    seen = tuple(checkpoint[RAN].items())
    return (before, before[1] + 1, before[2], checkpoint["ts"], changed, seen, updated, metadata, parent_id)


def unfolded(row: Row, checkpoint_id: str) -> dict[str, Any]:
    """Return the checkpoint of a row, without values. The caller may change it."""
    line = [row]
    while line[-1][0] is not None:
        line.append(line[-1][0])
    versions: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    for each in reversed(line):
        versions.update(each[4])
        seen.update(each[5])
    return {
        **row[2],
        "id": checkpoint_id,
        "ts": row[3],
        "channel_versions": versions,
        "versions_seen": {node: dict(versions_seen) for node, versions_seen in seen.items()},
        "updated_channels": None if row[6] is None else list(row[6]) if row[0] is None else sorted(row[6]),
    }
