"""Nodes one after the other, each logging its name."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.graphs.words import State, says


def chain(e: Any, *names: str, state: Any = State, **nodes: Any) -> Any:
    """Returns a builder; `nodes` replaces what the named nodes do."""
    graph = e.StateGraph(state)
    for name in names:
        graph.add_node(name, nodes.get(name) or says(name))
    for one, other in pairwise((e.START, *names, e.END)):
        graph.add_edge(one, other)
    return graph


def saved(e: Any, *names: str, **nodes: Any) -> Any:
    """Returns a chain compiled with a saver in memory."""
    return chain(e, *names, **nodes).compile(checkpointer=e.InMemorySaver())
