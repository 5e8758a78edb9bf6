"""Nodes side by side from the start."""

from __future__ import annotations

from typing import Any

from tests.graphs.words import State, says


def fan(e: Any, *names: str, state: Any = State, **nodes: Any) -> Any:
    """Returns a builder whose nodes are all due in the first superstep; `nodes` replaces what they do."""
    graph = e.StateGraph(state)
    for name in names:
        graph.add_node(name, nodes.get(name) or says(name)).add_edge(e.START, name)
    return graph
