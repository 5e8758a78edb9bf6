"""Which of the graphs inside a graph a namespace belongs to."""

from __future__ import annotations

from typing import Any

from runtime.constants import NS_SEP
from runtime.graph.namespaces import lasting_ns


def graph_path(ns: str) -> tuple[str, ...]:
    """Return the names of the nodes a namespace leads through."""
    return tuple(part for part in lasting_ns(ns).split(NS_SEP) if part and not part.isdigit())


def graph_inside(graph: Any, ns: str) -> Any:
    """Return the graph that a namespace belongs to, or None where no graph inside has it."""
    for part in graph_path(ns):
        node = graph.program.nodes.get(part)
        if node is None or not node.subgraphs:
            return None
        graph = node.subgraphs[0]
    return graph
