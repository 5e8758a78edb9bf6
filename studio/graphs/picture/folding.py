"""Graphs with some of their subgraphs folded to one card: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

# Above this many nodes a picture begins with its subgraphs folded.
MANY_NODES = 300

Level = dict[str, Any]


def fold(level: Level, folded: Collection[str], above: str = "") -> Level:
    """The description with each subgraph whose path is named as a plain node; paths that lead nowhere fold nothing."""
    return {**level, "nodes": [_folded(node, folded, f"{above}{node['id']}") for node in level.get("nodes", [])]}


def begins_folded(level: Level) -> list[str]:
    """The paths that are folded before a person unfolds them: the outermost subgraphs of a very large graph."""
    if sum(1 for _ in _nodes(level)) <= MANY_NODES:
        return []
    return [node["id"] for node in level.get("nodes", []) if node.get("graph")]


def _folded(node: Level, folded: Collection[str], path: str) -> Level:
    if not node.get("graph"):
        return node
    return {**node, "graph": None if path in folded else fold(node["graph"], folded, f"{path}:")}


def _nodes(level: Level) -> Iterator[Level]:
    for node in level.get("nodes", []):
        yield node
        yield from _nodes(node.get("graph") or {})
